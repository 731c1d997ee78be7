"""The engine as it runs: threads, budgets, health, and what is handed to the spool."""

from lookout.runner.engine import Engine, EngineSettings

__all__ = ["Engine", "EngineSettings"]
