"""What the diagnosis must say of captures of public reports.

Each row is written from the cause that the report names, not from what the plugin prints. A row holds regular
expressions: what the first line of the report says; what some line says besides; what no line may say. The first line
is the report's first Warning; in a report without one, all the text.
"""
import collections

Cause = collections.namedtuple('Cause', 'first also never', defaults=((), ()))
