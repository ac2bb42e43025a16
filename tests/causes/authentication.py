"""Causes: authentication."""
from causes import Cause

CAUSES = {
}
