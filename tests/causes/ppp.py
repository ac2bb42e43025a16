"""Causes: ppp."""
from causes import Cause

CAUSES = {
}
