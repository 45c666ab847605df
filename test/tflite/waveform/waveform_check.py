"""Runs a .tflite file that takes samples in Google's own runtimes and says what came out, as JSON.

    python waveform_check.py < request.json

request: {"file": path, "clips": base64 of float32 [clips, samples], "probabilities": [[...], ...]}
Needs ai-edge-litert.
"""

import base64
import json
import sys

import numpy as np
from ai_edge_litert.compiled_model import CompiledModel
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def largest(a, b):
    return float(np.abs(np.asarray(a, 'f8') - np.asarray(b, 'f8')).max())


def interpreter_report(file, resolver, clips, expected):
    interpreter = Interpreter(model_path=file, num_threads=1, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    given, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]

    def feed(clip):
        interpreter.set_tensor(given['index'], clip[None])
        interpreter.invoke()
        return interpreter.get_tensor(result['index'])[0]

    rows = [feed(clip) for clip in clips]
    again = [feed(clip) for clip in clips]
    after = []
    for value in (np.nan, np.inf):
        feed(np.full_like(clips[0], value))
        after.append(largest(feed(clips[0]), expected[0]))
    return {
        'maxError': largest(rows, expected),
        'repeatExact': bool(np.array_equal(rows, again)),
        'afterNonFinite': max(after),
    }


def compiled_model_error(file, clips, expected):
    model = CompiledModel.from_file(file)
    given, result = model.create_input_buffers(0), model.create_output_buffers(0)
    rows = []
    for clip in clips:
        given[0].write(np.ascontiguousarray(clip))
        model.run_by_index(0, given, result)
        rows.append(result[0].read(expected.shape[1], np.float32))
    return largest(rows, expected)


def signature_error(file, clips, expected):
    runner = Interpreter(model_path=file, num_threads=1).get_signature_runner('serving_default')
    return largest([runner(waveform=clip[None])['probabilities'][0] for clip in clips], expected)


def main():
    request = json.load(sys.stdin)
    expected = np.array(request['probabilities'], 'f4')
    clips = np.frombuffer(base64.b64decode(request['clips']), '<f4').reshape(len(expected), -1)
    file = request['file']
    report = {
        'xnnpack': interpreter_report(file, OpResolverType.AUTO, clips, expected),
        'reference': interpreter_report(file, OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES, clips, expected),
        'compiledModel': compiled_model_error(file, clips, expected),
        'signature': signature_error(file, clips, expected),
    }
    print(json.dumps(report))


if __name__ == '__main__':
    main()
