"""Speech to words: engines, voice activity, following a recording, and the worker process."""
