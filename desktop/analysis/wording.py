"""What each piece of advice says: a lead, shown bold, and a line, in a few own-worded variants."""

from __future__ import annotations

from collections.abc import Mapping

ADVICE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "habitual": (
        ("Pick one day", "Start with “Last spring, at…” and stay in that day until it ends."),
        ("Swap the habit for one time", "Choose the last time it happened and say where you were."),
    ),
    "hypothetical": (
        (
            "Swap “I would” for “I did”",
            "Find a time that was close enough and start with where it was.",
        ),
        (
            "Tell one that happened",
            "A small real case beats a perfect plan. Begin with when it was.",
        ),
    ),
    "opinion": (
        (
            "Show where you learned it",
            "Pick the day that gave you this view and begin with the place.",
        ),
        ("Trade one view for one event", "Open with where you were, then what you did about it."),
    ),
    "self_description": (
        ("Prove one quality", "Choose the one that matters most and tell the day you needed it."),
        ("One event says more", "Begin with where and when somebody saw this side of you."),
    ),
    "none": (
        (
            "Start with a place and a time",
            "“Two years ago, at my last job…” is enough to get going.",
        ),
        ("Choose one occasion", "Study, work or home all count. Begin with what was going on."),
    ),
    "end_with_outcome": (
        ("End on what came of it", "Close with what changed, for whom, and by how much."),
        ("Know your last line", "Decide before you start which outcome you will finish on."),
    ),
    "no_result": (
        ("Say how it ended", "Add one sentence after this one: what changed, and who noticed?"),
        ("Finish the story", "You stop at what you did. Tell us what came of it."),
        ("Add the outcome", "Good or bad, we need the end. What was different afterwards?"),
    ),
    "result_hazy": (
        ("Make the ending plain", "Is this how it ended? Say outright what came of it."),
        ("Say how it ended", "We are not sure that this is the outcome. One clear line would do."),
    ),
    "result_thin": (
        ("Give the ending more room", "Who was better off, and what did they say or do?"),
        ("Say what it achieved", "Add the effect: time, money, a person, a next step."),
    ),
    "result_vague": (
        ("Say what was different", "“It went well” is hard to picture. What did somebody see?"),
        (
            "Show us how it ended well",
            "Who noticed, what did they say, what did it save or bring?",
        ),
    ),
    "result_without_number": (
        ("Put a number on it", "How many, how much, how long? A rough figure will do."),
        ("Measure the ending", "From what to what? Even “two days sooner” is a number."),
        ("Give us the size", "Add one figure here so that we can see how big it was."),
    ),
    "no_action": (
        ("Tell us what you did", "Three steps of your own, in order, would be half of the answer."),
        ("Put yourself in it", "After the scene, say “I” and take us through your steps."),
    ),
    "action_thin": (
        ("Slow down in the middle", "What you did deserves half the time. Take us step by step."),
        ("Add two more steps", "What did you try first, what did you say, what did you check?"),
    ),
    "only_we": (
        (
            "Say which part was you",
            "You say “we” in these actions. If some of it was yours, say “I”.",
        ),
        ("Step out of the “we”", "Keep the team, and name the one thing that you did yourself."),
    ),
    "no_reasons": (
        ("Say why you did it", "These are clear steps. Give one its reason: why that, why then?"),
        ("Let us hear you think", "Before this step, say what made you choose it."),
        ("Add one “because”", "What did you weigh up here? One reason shows how you think."),
    ),
    "no_task": (
        ("Name your task", "One sentence would do it: what was up to you?"),
        ("Say what was yours", "Before your first step, add what you had to reach."),
        ("Add the goal", "What would have counted as done?"),
    ),
    "task_unclear": (
        ("Make the task plain", "Turn this into one line that opens with “It was up to me to”."),
        ("Say it was yours", "Who expected what of you here?"),
    ),
    "no_situation": (
        ("Set the scene first", "One sentence on where, when and who, before you act."),
        ("Begin with a place", "We do not know where we are yet. Ten words would do."),
    ),
    "situation_long": (
        (
            "Get to the action sooner",
            "The scene takes over a third. Which facts could we do without?",
        ),
        ("Shorten the way to here", "Keep the place and the trouble, then go to your first step."),
    ),
    "general_in_story": (
        ("Stay with the one time", "Here you move to what you do in general. Go back to that day."),
        ("Keep to one occasion", "This line is about every time. Tell us about that time."),
    ),
    "too_short": (
        ("Take more time", "There is room for twice this. Spend it on what you did."),
        (
            "Stay a little longer",
            "A minute and a half lets a story breathe. Add steps and the end.",
        ),
    ),
    "too_long": (
        ("Make it shorter", "Cut what we would not miss, first of all in the opening."),
        ("Tell it more briefly", "Keep one thread. What is the one step that made the difference?"),
    ),
    "ends_on_apology": (
        ("End on your result", "Leave out this last line. The outcome is the better ending."),
        ("Drop the last line", "The story has ended before it. Finish one sentence earlier."),
    ),
    "lesson": (
        ("Keep the lesson", "This line shows what you took from it."),
        ("Keep this line", "You say what you took from it. That stays with people."),
    ),
    "number": (
        ("Keep the number", "This figure makes the ending easy to believe."),
        ("Keep this line", "A result that can be counted is a result people remember."),
    ),
    "reasons": (
        ("Keep the reason", "Here we hear why you did it. That is what people want to know."),
        ("Keep this “why”", "One step with its reason says more than three without."),
    ),
    "voices": (
        ("Keep what people said", "Their words put us in the room."),
        ("Keep this exchange", "We hear who said what, so we can picture it."),
    ),
    "own_actions": (
        ("Keep the “I”", "Your own steps are easy to follow, one after the other."),
        ("Keep these steps", "We always know what you did and what others did."),
    ),
}
"""Rule id to variants of (lead, text)."""

FIRST: Mapping[str, tuple[str, ...]] = {
    "habitual": (
        "When did you last do that? Take me through that one day.",
        "Which time do you remember best, and where were you?",
    ),
    "hypothetical": (
        "Think of the time that came closest to this. What did you do then?",
        "When were you closest to such a situation, and what did you do then?",
    ),
    "opinion": (
        "Which day made you think so?",
        "When did you last act on that? Take me there.",
    ),
    "self_description": (
        "When did somebody last see that side of you? Tell me about that day.",
        "Which occasion would you tell to prove it?",
    ),
    "none": (
        "Is there one occasion, at work, in your studies or at home, that you could tell me about?",
        "Think of one day that was hard. Where were you, and what was going on?",
    ),
}
"""Follow-up questions where no story was told: for each story kind."""

LEAD_IN: tuple[str, ...] = ("You said “{}”.", "You told us “{}”.", "“{}”, you said.")
"""Opens a follow-up question with the speaker's own words."""

YOUR_PART: tuple[str, ...] = (
    "Which part of that was yours?",
    "Who did what, and what did you do yourself?",
    "What would not have happened without you?",
)
"""Follow-up questions where the actions are all "we"."""

SIZE: tuple[str, ...] = (
    "How big was that difference, roughly?",
    "How could anybody tell that it had worked?",
    "From what to what did it change?",
)
"""Follow-up questions where the result cannot be measured."""

DEEPER: tuple[str, ...] = (
    "What was the hardest moment in it for you?",
    "What would somebody who was there say about your part in it?",
)
"""Follow-up questions for a whole story."""

AGAIN = "What would you do differently if it happened again tomorrow?"
"""One more, where the speaker has not said it already."""
