"""Runs a .tflite file in Google's own runtime and says what came out, as JSON.

    python litert_check.py < request.json

request: {"file": path, "runs": [{"frames", "clips", "features": base64 of float32, "probabilities"}], and what the form
lacks: "resizes": false (one clip of one length only), "compiles": false (not for CompiledModel)}
Needs ai-edge-litert.
"""

import base64
import io
import json
import sys
import zipfile

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.compiled_model import CompiledModel
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def numbers(text, *shape):
    return np.frombuffer(base64.b64decode(text), '<f4').reshape(shape)


def largest(a, b):
    return float(np.abs(np.asarray(a, 'f8') - np.asarray(b, 'f8')).max())


def examples(request, coefficients):
    for run in request['runs']:
        shape = run['clips'], run['frames'], coefficients
        yield numbers(run['features'], *shape), np.reshape(run['probabilities'], (run['clips'], -1))


def interpreter_report(file, resolver, request):
    """Every run one clip at a time, in one batch, and with other sizes in between; all in one interpreter."""
    interpreter = Interpreter(model_path=file, num_threads=1, experimental_op_resolver_type=resolver)
    given, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]

    resizes = request.get('resizes', True)
    interpreter.allocate_tensors()

    def feed(x):
        if resizes:
            interpreter.resize_tensor_input(given['index'], x.shape)
            interpreter.allocate_tensors()
        interpreter.set_tensor(given['index'], x)
        interpreter.invoke()
        first = interpreter.get_tensor(result['index'])
        interpreter.invoke()
        return first, interpreter.get_tensor(result['index'])

    errors, exact = [], True
    for x, expected in examples(request, given['shape'][2]):
        if not resizes and x.shape[1] != given['shape'][1]:
            continue
        whole = [(x, expected)] if resizes else []
        for rows, wanted in whole + [(x[i : i + 1], expected[i : i + 1]) for i in range(len(x))]:
            first, second = feed(rows)
            errors.append(largest(first, wanted))
            exact = exact and np.array_equal(first, second)

    x, expected = next(examples(request, given['shape'][2]))
    after = []
    for value in (np.nan, np.inf):
        spoilt = x.copy()
        spoilt[0, 0, :] = value
        if resizes:
            batch, _ = feed(spoilt)
            after += [largest(batch[1:], expected[1:]), largest(feed(x)[0], expected)]
        else:
            feed(spoilt[:1])
            after.append(largest(feed(x[:1])[0], expected[:1]))
    return {'maxError': max(errors), 'repeatExact': bool(exact), 'afterNonFinite': max(after)}


def compiled_model_error(file, request, coefficients):
    x, expected = next(examples(request, coefficients))
    model = CompiledModel.from_file(file)
    given, result = model.create_input_buffers(0), model.create_output_buffers(0)
    rows = []
    for clip in x:
        given[0].write(np.ascontiguousarray(clip).ravel())
        model.run_by_index(0, given, result)
        rows.append(result[0].read(expected.shape[1], np.float32))
    return largest(rows, expected)


def signature_report(file, request, coefficients):
    runner = Interpreter(model_path=file, num_threads=1).get_signature_runner('serving_default')
    pairs = list(examples(request, coefficients))
    if not request.get('resizes', True):
        pairs = [(x[:1], expected[:1]) for x, expected in pairs[:1]]
    (given,) = runner.get_input_details()
    errors = [largest(runner(**{given: x})['probabilities'], expected) for x, expected in pairs]
    return {
        'inputs': list(runner.get_input_details()),
        'outputs': list(runner.get_output_details()),
        'maxError': max(errors),
    }


def structure(raw):
    """What the official schema's own reader finds."""
    names = {
        cls: {code: name for name, code in vars(getattr(schema, cls)).items() if isinstance(code, int)}
        for cls in ('BuiltinOperator', 'TensorType')
    }
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(raw, 0))
    codes = [names['BuiltinOperator'][code.builtinCode] for code in model.operatorCodes]
    whiles = [
        vars(operator.builtinOptions)
        for graph in model.subgraphs
        for operator in graph.operators
        if codes[operator.opcodeIndex] == 'WHILE'
    ]
    return {
        'identifier': raw[4:8].decode(),
        'version': model.version,
        'operators': sorted(set(codes)),
        'versions': sorted(f'{name} {code.version}' for name, code in zip(codes, model.operatorCodes)),
        'types': sorted({names['TensorType'][t.type] for g in model.subgraphs for t in g.tensors}),
        'subgraphs': [graph.name.decode() for graph in model.subgraphs],
        'while': whiles,
        'metadata': {
            entry.name.decode(): base64.b64encode(bytes(model.buffers[entry.buffer].data)).decode()
            for entry in model.metadata
        },
    }


def main():
    request = json.load(sys.stdin)
    file = request['file']
    raw = open(file, 'rb').read()
    coefficients = int(Interpreter(model_path=file).get_input_details()[0]['shape'][2])
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        files = {info.filename: archive.read(info).decode() for info in archive.infolist()}
        stored = all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
    report = {
        'xnnpack': interpreter_report(file, OpResolverType.AUTO, request),
        'reference': interpreter_report(file, OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES, request),
        'compiledModel': compiled_model_error(file, request, coefficients) if request.get('compiles', True) else None,
        'signature': signature_report(file, request, coefficients),
        'structure': structure(raw),
        'archive': {'files': files, 'stored': stored},
    }
    print(json.dumps(report))


if __name__ == '__main__':
    main()
