#!/bin/sh
# Runs workerd, and ends it within a second when the process that started it is gone.
parent=$PPID
(
  while kill -0 "$parent" 2>/dev/null; do
    kill -0 $$ 2>/dev/null || exit 0
    sleep 1
  done
  kill -9 $$
) </dev/null >/dev/null 2>&1 3>&- &
exec "$WORKERD_BINARY" "$@"
