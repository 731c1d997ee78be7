"""Rubbish at a bin station: reminders, things left on the ground, stations that are overfull or dirty."""

from lookout.functions.rubbish.function import Rubbish

__all__ = ["Rubbish"]
