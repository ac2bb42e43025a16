"""Causes: data."""
from causes import Cause

CAUSES = {
}
