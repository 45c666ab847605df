"""Dumps every table, field, slot, default and code of TFLite's two schemas, as their own generated code has them.

    pip install --no-deps ai-edge-litert tflite-support
    python schema_slots.py > schema_slots.json
"""

import importlib.metadata
import json
import re

SCHEMAS = {
    'tflite': ('ai-edge-litert', 'ai_edge_litert/schema_py_generated.py'),
    'metadata': ('tflite-support', 'tensorflow_lite_support/metadata/metadata_schema_py_generated.py'),
}
CODES = (
    'BuiltinOperator', 'BuiltinOptions', 'TensorType', 'ActivationFunctionType', 'AssociatedFileType', 'ContentProperties',
    'ProcessUnitOptions',
)


def generated_code(package, path):
    files = importlib.metadata.files(package)
    return next(f for f in files if str(f) == path).locate().read_text()


def camel(name):
    return name[0].lower() + name[1:]


def number(text):
    return float({'True': '1', 'False': '0'}.get(text) or re.sub(r'^flatbuffers.*', '0', text))


def tables(source):
    """{table: {field: [slot, type, default]}}"""
    names = [n for n in re.findall(r'^class (\w+)\(object\)', source, re.M) if f'def {n}Start(' in source]
    out = {}
    for name in names:
        pattern = re.compile(
            rf'def {name}Add(\w+)\(builder, \w+\):\s+builder\.Prepend(\w+)Slot\((\d+), .*?, (.*?)\)\n'
        )
        out[name] = {
            camel(field): [int(slot), kind, number(default)]
            for field, kind, slot, default in pattern.findall(source)
        }
    return out


def codes(source, name):
    block = re.search(rf'^class {name}\(object\):\n((?:    \w+ = -?\d+\n)+)', source, re.M)
    return {key: int(value) for key, value in re.findall(r'(\w+) = (-?\d+)', block.group(1))} if block else None


def main():
    sources = {key: generated_code(*where) for key, where in SCHEMAS.items()}
    found = {key: tables(source) for key, source in sources.items()}
    enums = {name: codes(source, name) for name in CODES for source in sources.values() if codes(source, name)}
    print(json.dumps({**found, 'codes': enums}, separators=(',', ':')))


if __name__ == '__main__':
    main()
