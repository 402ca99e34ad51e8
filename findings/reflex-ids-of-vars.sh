#!/bin/sh
# Surprise: a Reflex component whose id is an f-string with a Var in it, id=f"{item}-title", is compiled
# to other source code in each process. The id itself is right, but Reflex takes it for a plain text,
# gives the component a React ref, and the ref's name holds Python's hash of the Var, which is random
# unless PYTHONHASHSEED is set. So two compilations of one page are never equal, and whatever compares
# or caches compiled pages builds them again. With item + "-title", which is a Var, there is no ref.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet reflex==0.10.1 >/dev/null 2>&1
cd "$folder"
cat >show.py <<'PYTHON'
from importlib.metadata import version

import reflex as rx


class Chapters(rx.State):
    names: list[str] = ["one", "two"]


def page(id_of):
    return rx.el.div(rx.foreach(Chapters.names, lambda name: rx.el.h2(name, id=id_of(name))))


ways = {"f-string": lambda name: f"{name}-title", "concatenated": lambda name: name + "-title"}
for way, id_of in ways.items():
    print("reflex", version("reflex"), way, sorted(page(id_of)._get_all_refs()))
PYTHON
export REFLEX_TELEMETRY_ENABLED=false
for seed in 1 2; do
    PYTHONHASHSEED=$seed "$folder/venv/bin/python" show.py >"seed-$seed"
    cat "seed-$seed"
done
grep f-string seed-1 >one
grep f-string seed-2 >two
if cmp -s one two; then
    echo "Both processes gave the ref the same name."
    exit 1
fi
for seed in 1 2; do
    grep -q "f-string \['ref__reflex_Var_" "seed-$seed"
    grep -q "concatenated \[\]" "seed-$seed"
done
