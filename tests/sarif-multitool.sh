#!/usr/bin/env bash
# Validates the SARIF samples with the two programs that judge an upload to GitHub: the validator of the SARIF SDK
# with GitHub's rules on, and the schema check of the upload-sarif action (npm jsonschema 1.5, formats ignored).
# Needs node and npm; the official schema itself is tested by `cargo test --test report`, which also writes the samples.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
tools=${SARIF_TOOLS:-$root/target/sarif-tools}
samples=$root/target/tmp/sarif

cd "$root"
cargo test --quiet --test report every_case_follows_the_official_schema
mkdir -p "$tools"
cd "$tools"
[ -f package.json ] || npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @microsoft/sarif-multitool-linux@5.7.0 jsonschema@1.5.0
multitool=$tools/node_modules/@microsoft/sarif-multitool-linux
chmod u+x "$multitool/Sarif.Multitool"

# GitHub's rules are off by default. GH1004 still has limits of long ago; SARIF2002, 2006 and 2009 want message ids,
# try to reach URLs, and want rule ids like CS2001.
{
  echo '<?xml version="1.0" encoding="utf-8"?><Properties>'
  set_rule() {
    echo "<Properties Key=\"$1.Options\"><Property Key=\"RuleEnabled\" Value=\"$2\" Type=\"Driver.RuleEnabledState\" /></Properties>"
  }
  set_rule GH1001.ProvideRequiredLocationProperties Error
  set_rule GH1002.InlineThreadFlowLocations Error
  set_rule GH1003.ProvideRequiredRegionProperties Error
  set_rule GH1005.LocationsMustBeRelativeUrisOrFilePaths Error
  set_rule GH1006.ProvideCheckoutPath Disabled
  set_rule GH1007.ProvideFullyFormattedMessageStrings Error
  set_rule SARIF2002.ProvideMessageArguments Disabled
  set_rule SARIF2006.UrisShouldBeReachable Disabled
  set_rule SARIF2009.ConsiderConventionalIdentifierValues Disabled
  echo '</Properties>'
} > gh.xml

cat > upload-check.js <<'JS'
const fs = require("fs");
const { Validator } = require("jsonschema");
const [schema, file] = process.argv.slice(2).map((f) => JSON.parse(fs.readFileSync(f, "utf8").replace(/^\uFEFF/, "")));
const errors = new Validator().validate(file, schema).errors
  .filter((e) => !(e.name === "format" && ["uri", "uri-reference"].includes(e.argument)));
for (const run of file.runs) for (const result of run.results)
  if (!result.locations || result.locations.length < 1) errors.push("expected at least one location");
for (const e of errors.slice(0, 10)) console.log("  " + (e.stack || e));
process.exit(errors.length ? 1 : 0);
JS

# The programs must be able to say no: a broken file has to be refused by both.
multitool_faults() { # prints the results of the validator: its exit status is 0 even with errors
  "$multitool/Sarif.Multitool" validate "$1" --rule-kind "Sarif;Ghas" --config gh.xml --level Error \
    -o out.sarif --log ForceOverwrite >multitool.log 2>&1 || { cat multitool.log; exit 1; }
  node -e 'const runs = JSON.parse(require("fs").readFileSync("out.sarif", "utf8").replace(/^\uFEFF/, "")).runs;
    const all = runs.flatMap((r) => r.results || []);
    for (const r of all.slice(0, 10)) console.error("  " + r.ruleId + " " + JSON.stringify(r.message));
    console.log(all.length);'
}
node -e 'const fs = require("fs"), log = JSON.parse(fs.readFileSync(process.argv[1]));
  log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = "https://example.com/x";
  log.runs[0].results[0].level = "critical"; fs.writeFileSync("broken.sarif", JSON.stringify(log));' "$samples/ordinary.sarif"
if node upload-check.js "$multitool/sarif-2.1.0.json" broken.sarif >/dev/null; then echo "the upload check accepts anything"; exit 1; fi
node -e 'const fs = require("fs"), log = JSON.parse(fs.readFileSync(process.argv[1]));
  log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = "https://example.com/x";
  fs.writeFileSync("broken.sarif", JSON.stringify(log));' "$samples/ordinary.sarif"
[ "$(multitool_faults broken.sarif 2>/dev/null)" -gt 0 ] || { echo "the multitool accepts anything"; exit 1; }

status=0
for file in "$samples"/*.sarif; do
  name=$(basename "$file" .sarif)
  if node upload-check.js "$multitool/sarif-2.1.0.json" "$file"; then upload=ok; else upload=REFUSED; status=1; fi
  faults=$(multitool_faults "$file")
  [ "$faults" = 0 ] || status=1
  size=$(wc -c <"$file")
  echo "$name: upload check $upload, multitool $faults faults, $size bytes, $(gzip -c "$file" | wc -c) gzipped"
done
exit $status
