#!/usr/bin/env bash
# Puts a new version in the place of the one that runs, without ending a change in its middle: throws the kill switch (soft: no step forward,
# undo goes on), waits until no run moves, deploys templates and package, waits for the new version, lifts the switch.
#
#   OPS_KEY=... upgrade.sh PARAMETERS [--name DEPLOYMENT] [--drain] [--package ZIP]
#
# OPS_KEY      a key of the app with Ops.Operator
# PARAMETERS   parameter file, such as bicep/small.bicepparam
# --name       name of the deployment at the subscription; opsfunctions by default
# --drain      waits until no run is open at all: where the changelog says that orchestrators changed
# --package    deploys this package; by default "dotnet publish functions" makes one
# Longest wait: OPS_WAIT_MINUTES, 60 by default. Where it ends early, the switch stays thrown, and this says how to lift it.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"

usage() { echo "usage: OPS_KEY=... $0 PARAMETERS [--name DEPLOYMENT] [--drain] [--package ZIP]" >&2; exit 2; }
[ $# -ge 1 ] || usage
parameters="$1"; shift
deployment=opsfunctions; drain=false; package=''
while [ $# -gt 0 ]; do
  case "$1" in
    --drain) drain=true; shift ;;
    --name) [ $# -ge 2 ] || usage; deployment="$2"; shift 2 ;;
    --package) [ $# -ge 2 ] || usage; package="$2"; shift 2 ;;
    *) usage ;;
  esac
done
[ -n "${OPS_KEY:-}" ] || { echo "OPS_KEY is not set: a key of the app with Ops.Operator" >&2; exit 2; }
[ -f "$parameters" ] || { echo "$parameters is not there" >&2; exit 2; }
for tool in az curl jq; do
  command -v "$tool" > /dev/null || { echo "$tool is not here" >&2; exit 2; }
done
wait_seconds=$((${OPS_WAIT_MINUTES:-60} * 60))
poll="${OPS_POLL_SECONDS:-20}"
# What moves writes within its poll of Azure or its retry, a minute or two; what waits for a window or an answer does not.
quiet=300

output() { az deployment sub show --name "$deployment" --query "properties.outputs.$1.value" --output tsv; }
# The key is not among the arguments, where every user of the machine could read it.
call() {
  local method="$1" path="$2"; shift 2
  curl --silent --show-error --fail-with-body --max-time 60 --request "$method" --config - "$@" "$address/api/$path" <<< "header = \"x-ops-key: $OPS_KEY\""
}

address="$(output appAddress)"; group="$(output resourceGroupName)"; app="$(output appName)"

# Made before anything is stopped.
if [ -z "$package" ]; then
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  dotnet publish "$root/functions" --configuration Release --output "$work/app" --verbosity quiet
  (cd "$work/app" && zip --quiet --recurse-paths "$work/app.zip" .)
  package="$work/app.zip"
fi

level="$(call GET kill-switch | jq -r .level)"
echo "the kill switch is $level"
thrown=false
if [ "${level,,}" = off ]; then
  call PUT kill-switch --header 'Content-Type: application/json' --data '{"level":"soft","reason":"upgrade"}' > /dev/null
  thrown=true
fi

ended() {
  echo "$1" >&2
  if [ "$thrown" = true ]; then
    echo "The kill switch is still soft: curl -X DELETE -H \"x-ops-key: ...\" '$address/api/kill-switch?reason=upgrade'" >&2
  fi
  exit 1
}

# Runs that are open; without --drain only those that moved just now.
open_runs() {
  call GET runs | jq --argjson drain "$drain" --argjson quiet "$quiet" \
    '[.[] | select(.status == "Running" or .status == "Pending")
      | select($drain or (.updatedAt[0:19] + "Z" | fromdateiso8601) > now - $quiet)] | map(.id)'
}
until_time=$((SECONDS + wait_seconds))
while true; do
  runs="$(open_runs)" || ended "The runs could not be read."
  [ "$(jq length <<< "$runs")" -gt 0 ] || break
  [ "$SECONDS" -lt "$until_time" ] || ended "Runs still move after ${OPS_WAIT_MINUTES:-60} minutes: $(jq -r 'join(", ")' <<< "$runs")"
  echo "waits for $(jq -r 'join(", ")' <<< "$runs")"
  sleep "$poll"
done

location="$(az deployment sub show --name "$deployment" --query location --output tsv)"
az deployment sub create --name "$deployment" --location "$location" --parameters "$parameters" --output none \
  || ended "The templates could not be deployed."
az functionapp deployment source config-zip --resource-group "$group" --name "$app" --src "$package" --output none \
  || ended "The package could not be deployed."

until_time=$((SECONDS + 600))
until call GET health > /dev/null 2>&1 && call GET kill-switch > /dev/null 2>&1; do
  [ "$SECONDS" -lt "$until_time" ] || ended "The new version does not answer after ten minutes."
  sleep "$poll"
done

if [ "$thrown" = true ]; then call DELETE 'kill-switch?reason=upgrade' > /dev/null; echo "the kill switch is lifted"; fi
echo "upgraded: $address"
