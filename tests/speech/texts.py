"""Answers written for the tests, with ``[1.2]`` for a pause of 1.2 seconds."""

BAKERY = """
Two years ago I was working in a small bakery, and on the Friday before Easter our main oven broke
down in the middle of the night. [0.9] We had four hundred loaves promised to customers by seven in
the morning, and I was the only person on shift who knew how the old gas oven worked. [0.7]
My task was simple to say and hard to do. Every order had to leave the shop on time. [1.4]
So first I called my manager and told her what had happened. [0.4] Then I sorted the orders by size
and by how long each loaf needed, and I wrote a plan for the small oven on the back of a flour bag.
[0.8] I asked my colleague to shape the dough while I moved the trays every ten minutes, and I
phoned the three largest customers to ask whether they could wait for one more hour. [1.1] Two of
them said yes at once. [0.6] In the end we delivered three hundred and eighty loaves before seven,
and the last twenty went out at a quarter past. [0.9] Nobody cancelled an order. My manager
kept that plan, and we still use it whenever a machine fails.
"""

# No pause worth the name: every joint must be found inside running speech.
BREATHLESS = (
    "When I joined the library the booking system lost about one reservation in ten and nobody "
    "could say why because the paper forms and the screen never agreed with each other so I spent "
    "my first week standing at the desk with a notebook writing down every booking as it was made "
    "and on the fourth day I noticed that the missing ones had all been entered during the lunch "
    "break when two people shared the same computer and the second person simply closed the window "
    "of the first without saving it and after I had shown this to my supervisor we agreed that I "
    "would write a short guide and change the screen so that it saved every entry by itself and I "
    "trained all nine volunteers in small groups before the summer holidays began and during the "
    "next three months we lost only two bookings out of nearly a thousand which meant that "
    "families no longer arrived to find their reading hour taken by somebody else"
)

OPENING = BAKERY.split("[1.4]")[0]

SHORT = "I called the customer back on the same day and we agreed on a new date."
