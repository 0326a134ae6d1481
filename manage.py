#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

from django.core.management import execute_from_command_line

from blora_portal.environment import read_dotenv


def main() -> None:
    read_dotenv()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blora_portal.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
