"""Live read models of the command screen, through the other apps' selectors. No rules and no tables of its own."""

from fengqiao.screen.selectors.feed import Card, Feed, feed
from fengqiao.screen.selectors.focus import Focus, focus
from fengqiao.screen.selectors.live import Ears, ears
from fengqiao.screen.selectors.map import camera_features, map_data
from fengqiao.screen.selectors.summary import Summary, began, summary
from fengqiao.screen.selectors.thumbs import Thumb, thumbs

__all__ = [
    "Card",
    "Ears",
    "Feed",
    "Focus",
    "Summary",
    "Thumb",
    "began",
    "camera_features",
    "ears",
    "feed",
    "focus",
    "map_data",
    "summary",
    "thumbs",
]
