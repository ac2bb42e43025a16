"""TCP, the control connection, and who may send GRE."""
from causes import Cause

CAUSES = {
}
