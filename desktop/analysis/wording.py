"""What each piece of advice says: a lead, shown bold, and a line, in a few own-worded variants."""

from __future__ import annotations

from collections.abc import Mapping

ADVICE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "habitual": (
        ("Pick one day", "Start with “Last spring, at…” and stay in that day until it ends."),
        ("Swap “usually” for “once”", "Choose the last time it happened and say where you were."),
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
    "result_thin": (
        ("Give the ending more room", "Who was better off, and what did they say or do?"),
        ("Say what it was good for", "Add the effect: time, money, a person, a next step."),
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
    "no_task": (
        ("Name your task", "One sentence would do it: what was up to you, and by when?"),
        ("Say what was yours", "Before your first step, add what you had to reach."),
        ("Add the goal", "What would have counted as done, and who asked for it?"),
    ),
    "task_unclear": (
        ("Make the task plain", "Turn this into one line that opens with “It was up to me to”."),
        ("Say it was yours", "Who expected what of you here, and by when?"),
    ),
    "no_situation": (
        ("Set the scene first", "One sentence on where, when and who, before you act."),
        ("Begin with a place", "We do not know where we are yet. Ten words would do."),
    ),
    "situation_long": (
        (
            "Get to the action sooner",
            "The scene takes over a third. Keep two facts and cut the rest.",
        ),
        ("Shorten the opening", "Could this sentence go? We need less background than you think."),
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
        ("Trim it to the target", "Cut what we would not miss, first of all in the opening."),
        ("Tell it shorter", "Keep one thread. What is the one step that made the difference?"),
    ),
    "ends_on_apology": (
        ("Stop on your result", "Leave out this last line. The outcome is the better ending."),
        ("Drop the last line", "It takes back what you said. Finish one sentence earlier."),
    ),
    "lesson": (
        ("Keep the lesson", "This line shows what you took from it. Leave it at the end."),
        ("Keep this ending", "You say what you do differently now. That stays with people."),
    ),
    "number": (
        ("Keep the number", "This figure makes the ending easy to believe."),
        ("Keep this line", "A result that can be counted is a result people remember."),
    ),
    "own_actions": (
        ("Keep the “I”", "Your own steps are easy to follow, one after the other."),
        ("Keep these steps", "We always know what you did and what others did."),
    ),
}
"""Rule id to variants of (lead, text)."""

DEEPER: tuple[str, ...] = (
    "What would you do differently if it happened again tomorrow?",
    "What was the hardest moment in it for you?",
    "Who disagreed with you, and what did you say to them?",
    "What did you think of and decide not to do?",
)
"""Follow-up questions for a whole story, where the question has none of its own."""
