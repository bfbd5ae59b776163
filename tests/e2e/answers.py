"""Answers spoken in the end-to-end tests, in words of our own; ``[1.2]`` is a pause in seconds."""

HELLO = "Good morning. I am ready to practise, and I hope that you can hear me well."

SHOP = """
Last summer I was working as a shift manager in a small supermarket near the station. [0.6] On the
hottest Saturday in July the big freezer stopped, and it was full of ice cream and frozen fish for
the weekend. [0.8] The owner was away, so it was up to me to save the stock before we had to throw
it out at six o'clock. [1.2] First I called the repair company, and they told me that nobody could
come before Monday. [0.7] Then I asked the restaurant next door whether we could use their cold
room, and I offered them some of the fish in return. [0.6] I made a list of what was most
expensive, and I sent two colleagues across with the trolleys. [0.5] While they were gone, I put
the ice cream at the entrance for half the price, because I could see how hot the people were. [1.0]
In the end we lost only one box of peas, and we sold every single ice cream before five o'clock.
[0.6] The owner told me later that I had saved her about two thousand pounds, and we now have an
agreement with the restaurant.
"""
