"""What tflite-support's own reader finds in a .tflite file's metadata, as JSON.

    python metadata_check.py FILE.tflite

Needs tflite-support, which pip has for Python 3.11 and older; says null without.
"""

import json
import os
import sys

# tflite-support's protocol buffers are of an old kind, which only the slow implementation reads; metadata has none.
os.environ.setdefault('PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION', 'python')


def main():
    try:
        from tensorflow_lite_support.metadata.python import metadata
    except ImportError as missing:
        print(f'no tflite-support: {missing}', file=sys.stderr)
        print('null')
        return
    displayer = metadata.MetadataDisplayer.with_model_file(sys.argv[1])
    names = displayer.get_packed_associated_file_list()
    files = {name: displayer.get_associated_file_buffer(name).decode() for name in names}
    print(json.dumps({'metadata': json.loads(displayer.get_metadata_json()), 'files': files}))


if __name__ == '__main__':
    main()
