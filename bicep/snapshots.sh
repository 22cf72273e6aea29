#!/usr/bin/env bash
# Writes what the parameter files deploy, without Azure: snapshots.sh [FOLDER [DEPLOYMENT]], bicep/snapshots by default. Fixed ids, so that
# only a change of templates or parameters changes it. Needs the Bicep CLI (BICEP, else "bicep" in the path).
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
out="$(mkdir -p "${1:-$here/snapshots}" && cd "${1:-$here/snapshots}" && pwd)"
# What azd sets must not change them.
unset OPS_NAME OPS_WATCHER OPS_KEY_HASH AZURE_ENV_NAME AZURE_LOCATION AZURE_SUBSCRIPTION_ID

# The CLI writes beside the parameter file.
copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT
cp -R "$here"/. "$copy"

fixed=(--tenant-id 44444444-4444-4444-4444-444444444444 --location westeurope --deployment-name "${2:-ops}")
for file in "$copy"/*.bicepparam; do
  name="$(basename "$file" .bicepparam)"
  scope=(--subscription-id 99999999-9999-9999-9999-999999999999)
  if [ "$name" = audit ]; then scope=(--management-group-id mg-ops); fi
  "${BICEP:-bicep}" snapshot "$file" --mode overwrite "${fixed[@]}" "${scope[@]}"
  # The CLI writes the outputs in any order.
  if command -v jq > /dev/null; then
    jq '.outputs |= (to_entries | sort_by(.key) | from_entries)' "$copy/$name.snapshot.json" > "$out/$name.snapshot.json"
  else
    cp "$copy/$name.snapshot.json" "$out/$name.snapshot.json"
  fi
done
