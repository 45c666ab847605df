"""Writes the fuzz targets' kept corpus beside this script: odd files of every kind that the core reads, and odd samples.

Nothing in them is recorded: tones and numbers. test/safety/odd_files.test.ts says what becomes of each of
corpus/decode. Needs numpy and soundfile (libsndfile 1.1 or newer).
"""

import io
import struct
from pathlib import Path

import numpy as np
import soundfile

CORPUS = Path(__file__).parent / "corpus"
RATE = 8000
PCM, ADPCM, FLOAT, ALAW, MULAW, IMA = 1, 2, 3, 6, 7, 0x11


def tone(count=64):
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(count) / RATE)


def chunk(name, body, size=None):
    """A RIFF chunk; `size` is what its head says, right or not."""
    return name + struct.pack("<I", len(body) if size is None else size) + body + b"\0" * (len(body) % 2)


def fmt(tag=PCM, channels=1, rate=RATE, bits=16, extra=b"", align=None):
    align = channels * bits // 8 if align is None else align
    head = struct.pack("<HHIIHH", tag, channels, rate, rate * align & 0xFFFFFFFF, align & 0xFFFF, bits)
    return chunk(b"fmt ", head + extra)


def riff(*chunks, size=None):
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body) if size is None else size) + body


def wav(data, data_size=None, **format):
    return riff(fmt(**format), chunk(b"data", data, data_size))


def int16(samples):
    return np.round(np.asarray(samples) * 32767).astype("<i2").tobytes()


def float32(samples):
    return np.asarray(samples).astype("<f4").tobytes()


def encoded(samples, form, subtype, rate=RATE):
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=form, subtype=subtype)
    return file.getvalue()


def extensible(tag, channels=1, bits=16, valid=16):
    guid = struct.pack("<H", tag) + bytes.fromhex("000000001000800000aa00389b71")
    return fmt(0xFFFE, channels, RATE, bits, struct.pack("<HHI", 22, valid, 0) + guid)


def rf64(data, data_bytes, frames):
    ds64 = chunk(b"ds64", struct.pack("<QQQI", data_bytes + 72, data_bytes, frames, 0))
    return b"RF64" + b"\xff" * 4 + b"WAVE" + ds64 + fmt() + chunk(b"data", data, 0xFFFFFFFF)


def extended(value):
    """80 bits, as AIFF gives its rate."""
    exponent = int(np.floor(np.log2(value)))
    return struct.pack(">HQ", 16383 + exponent, int(value * 2 ** (63 - exponent)))


def aiff(data, channels=1, frames=None, bits=16, rate=extended(RATE), data_size=None):
    frames = len(data) // max(1, channels * bits // 8) if frames is None else frames
    comm = b"COMM" + struct.pack(">IhIh", 18, channels, frames, bits) + rate
    ssnd = b"SSND" + struct.pack(">III", len(data) + 8 if data_size is None else data_size, 0, 0) + data
    body = b"AIFF" + comm + ssnd
    return b"FORM" + struct.pack(">I", len(body)) + body


def wav_files():
    samples = tone()
    data = int16(samples)
    good = wav(data)
    yield "plain", good
    yield "8_bit", wav((samples * 127 + 128).astype("u1").tobytes(), bits=8)
    yield "24_bit", wav(b"".join(int(s * 2**23).to_bytes(3, "little", signed=True) for s in samples), bits=24)
    yield "32_bit", wav((samples * 2**31).astype("<i4").tobytes(), bits=32)
    yield "64_bit", wav((samples * 2**62).astype("<i8").tobytes(), bits=64)
    yield "12_bit", wav(data, bits=12, align=2)
    yield "float", wav(float32(samples), tag=FLOAT, bits=32)
    yield "double", wav(samples.astype("<f8").tobytes(), tag=FLOAT, bits=64)
    yield "float_of_16_bits", wav(data, tag=FLOAT)
    yield "alaw", encoded(samples, "WAV", "ALAW")
    yield "mulaw", encoded(samples, "WAV", "ULAW")
    yield "ms_adpcm", encoded(tone(600), "WAV", "MS_ADPCM")
    yield "ima_adpcm", encoded(tone(600), "WAV", "IMA_ADPCM")
    yield "stereo", encoded(np.stack([samples, -samples], 1), "WAV", "PCM_16")
    yield "extensible", riff(extensible(PCM), chunk(b"data", data))
    yield "extensible_float", riff(extensible(FLOAT, bits=32, valid=32), chunk(b"data", float32(samples)))
    yield "extensible_of_extensible", riff(extensible(0xFFFE), chunk(b"data", data))
    yield "big_endian", rifx(data)
    yield "wave64", encoded(samples, "W64", "PCM_16")
    yield "rf64", rf64(data, len(data), len(samples))
    yield "rf64_of_an_exabyte", rf64(data, 2**60, 2**59)

    yield "cut_in_riff", good[:6]
    yield "cut_in_fmt", good[:22]
    yield "cut_before_samples", good[:44]
    yield "cut_in_samples", good[:101]
    yield "riff_size_0", riff(fmt(), chunk(b"data", data), size=0)
    yield "riff_size_largest", riff(fmt(), chunk(b"data", data), size=0xFFFFFFFF)
    yield "data_size_0", wav(data, data_size=0)
    yield "data_size_largest", wav(data, data_size=0xFFFFFFFF)
    yield "data_of_an_hour", wav(data, data_size=3600 * RATE * 2)
    yield "fmt_size_largest", good[:16] + b"\xff" * 4 + good[20:]
    yield "fmt_size_2", riff(chunk(b"fmt ", b"\1\0"), chunk(b"data", data))
    yield "no_fmt", riff(chunk(b"data", data))
    yield "fmt_after_data", riff(chunk(b"data", data), fmt())
    yield "two_fmts", riff(fmt(), fmt(channels=2), chunk(b"data", data))
    yield "no_data", riff(fmt())
    yield "list_of_a_gigabyte", riff(fmt(), chunk(b"LIST", b"INFO", 2**30), chunk(b"data", data))
    yield "many_small_chunks", riff(fmt(), *[chunk(b"junk", b"x") for _ in range(50)], chunk(b"data", data))
    yield "smpl_of_many_loops", riff(
        fmt(), chunk(b"smpl", struct.pack("<9I", *[0] * 7, 2**31, 0)), chunk(b"data", data)
    )

    yield "channels_0", wav(data, channels=0, align=2)
    yield "channels_3", wav(data, channels=3)
    yield "channels_256", wav(bytes(2 * 256 * 2), channels=256)
    yield "channels_65535", wav(data, channels=65535, align=65534)
    yield "rate_0", wav(data, rate=0)
    yield "rate_999", wav(data, rate=999)
    yield "rate_1000", wav(data, rate=1000)
    yield "rate_384000", wav(data, rate=384000)
    yield "rate_largest", wav(data, rate=0xFFFFFFFF)
    yield "bits_0", wav(data, bits=0, align=2)
    yield "bits_65535", wav(data, bits=65535)
    yield "align_0", wav(data, align=0)
    yield "align_largest", wav(data, align=65535)
    yield "adpcm_align_0", wav(data, tag=ADPCM, bits=4, align=0)
    yield "ima_align_1", wav(data, tag=IMA, bits=4, align=1)
    yield "unknown_compression", wav(data, tag=0x1234)

    odd = samples.copy()
    for name, value in [("nan", np.nan), ("infinity", np.inf), ("largest_float", np.finfo("f4").max)]:
        odd[5] = value
        yield f"float_{name}", wav(float32(odd), tag=FLOAT, bits=32)
    odd[5] = 1e300
    yield "double_beyond_float", wav(odd.astype("<f8").tobytes(), tag=FLOAT, bits=64)
    yield "denormals", wav(float32(samples * 1e-40), tag=FLOAT, bits=32)
    yield "zeros", wav(bytes(128))
    yield "one_sample", wav(data[:2])
    yield "half_a_sample", wav(data[:1])
    yield "no_samples", wav(b"")


def rifx(data):
    """RIFX: the same, big-endian."""
    swapped = np.frombuffer(data, "<i2").astype(">i2").tobytes()
    head = struct.pack(">HHIIHH", PCM, 1, RATE, RATE * 2, 2, 16)
    body = b"WAVEfmt " + struct.pack(">I", 16) + head + b"data" + struct.pack(">I", len(swapped)) + swapped
    return b"RIFX" + struct.pack(">I", len(body)) + body


def aiff_files():
    data = (tone() * 32767).astype(">i2").tobytes()
    yield "plain", aiff(data)
    yield "compressed_name", encoded(tone(), "AIFF", "ALAW")
    yield "float", encoded(tone(), "AIFF", "FLOAT")
    yield "frames_largest", aiff(data, frames=0xFFFFFFFF)
    yield "channels_0", aiff(data, channels=0)
    yield "channels_negative", aiff(data, channels=-1)
    yield "bits_0", aiff(data, bits=0)
    yield "rate_0", aiff(data, rate=bytes(10))
    yield "rate_infinite", aiff(data, rate=b"\x7f\xff" + b"\x80" + bytes(7))
    yield "rate_negative", aiff(data, rate=b"\xc0\x0b" + b"\xfa" + bytes(7))
    yield "rate_largest", aiff(data, rate=b"\x7f\xfe" + b"\xff" * 8)
    yield "data_size_1", aiff(data, data_size=1)
    yield "data_size_largest", aiff(data, data_size=0xFFFFFFFF)
    yield "cut_in_comm", aiff(data)[:30]


def flac_files():
    good = encoded(tone(400), "FLAC", "PCM_16")
    yield "plain", good
    yield "24_bit_stereo", encoded(np.stack([tone(200), tone(200) / 2], 1), "FLAC", "PCM_24")
    yield "silence", encoded(np.zeros(5000), "FLAC", "PCM_16")
    yield "cut_in_info", good[:20]
    yield "cut_in_frame", good[: len(good) - 40]
    yield "total_largest", good[:21] + bytes([good[21] | 0x0F]) + b"\xff" * 4 + good[26:]
    yield "total_unknown", good[:21] + bytes([good[21] & 0xF0]) + bytes(4) + good[26:]
    yield "rate_0", good[:18] + bytes([0, 0, good[20] & 0x0F]) + good[21:]
    yield "block_size_0", good[:8] + bytes(4) + good[12:]
    yield "metadata_size_largest", good[:42] + b"\x04\xff\xff\xff" + good[46:]
    yield "checksum_wrong", good[:-1] + bytes([good[-1] ^ 0xFF])
    yield "after_id3", id3(300) + good


def id3(size):
    return b"ID3\4\0\0" + bytes([0, 0, size >> 7, size & 0x7F]) + bytes(size)


def mp3_files():
    good = encoded(tone(600), "MP3", "MPEG_LAYER_III")
    yield "plain", good
    yield "after_id3", id3(200) + good
    yield "after_id3_of_256_megabytes", b"ID3\4\0\0\x7f\x7f\x7f\x7f" + good
    yield "cut_in_first_frame", good[:50]
    yield "cut_later", good[: len(good) - 60]
    yield "xing_of_4_billion_frames", xing_frames(good)
    yield "no_frame_after_the_first", good[:4] + bytes(800)
    yield "headers_only", (good[:4] + bytes(12)) * 20


def xing_frames(mp3):
    for word in (b"Xing", b"Info"):
        at = mp3.find(word)
        if at >= 0:
            return mp3[: at + 8] + b"\xff" * 4 + mp3[at + 12 :]
    raise ValueError("expected a Xing or Info header, found none")


def other_files():
    yield "empty", b""
    yield "one_byte", b"R"
    yield "zeros", bytes(500)
    yield "text", b"This is not audio, whatever it is called.\n"
    yield "html", b"<!DOCTYPE html><html><body>404</body></html>"
    yield "lfs_pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    yield "ogg", b"OggS" + bytes(60)
    yield "avi", b"RIFF\x40\0\0\0AVI LIST" + bytes(60)


def share(value, low, high):
    """The two bytes that OptionBytes reads as about that number."""
    return struct.pack("<H", round((value - low) / (high - low) * 65535))


def ratio(value, low, high):
    return share(np.log(value / low) / np.log(high / low), 0, 1)


def maybe(value, low, high):
    return bytes(3) if value is None else b"\1" + share(value, low, high)


def copy(stretch=None, pitch=None, noise=None):
    return maybe(stretch, 0.1, 10) + maybe(pitch, -36, 36) + maybe(noise, -200, 200) + b"\7"


def pipeline_options(*copies, rate=None, quality=0, clip_samples=2000, mfcc=b"\0", features=None):
    """As pipeline_options() and copies_of() of fuzz_pipeline.cpp read them."""
    rate = b"\1" if rate is None else b"\0" + ratio(rate, 1000, 384000)
    words = struct.pack("<H", quality) + share(40, 0, 100) + struct.pack("<HHH", clip_samples, 0, 0)
    include = b"\0" if features is None else b"\1" + struct.pack(f"<{len(features) + 1}H", len(features) - 1, *features)
    # padded in frames, normalised by the mean
    rest = include + struct.pack("<HH", 1, 1)
    return rate + words + mfcc + rest + struct.pack("<H", len(copies)) + b"".join(copies)


def pipeline_inputs(files):
    other_mfcc = b"\1" + struct.pack("<HHHH", 79, 19, 398, 84) + b"\1" + struct.pack("<HH", 299, 1) + b"\1"
    other_mfcc += struct.pack("<H", 1) + bytes(3) + struct.pack("<H", 1) + bytes(2)
    blocks = {
        "defaults": pipeline_options(copy()),
        "copies": pipeline_options(copy(stretch=0.7, noise=10), copy(pitch=-3)),
        "other_rate": pipeline_options(copy(), rate=2500, quality=2),
        "other_mfcc": pipeline_options(copy(), mfcc=other_mfcc),
        "levels": pipeline_options(copy(), features=[0, 1, 5, 6]),
        "spectra": pipeline_options(copy(), features=[7, 8, 9, 10]),
        "pitch": pipeline_options(copy(), features=[11, 12, 13, 4]),
    }
    for name in ["wav_plain", "wav_float", "wav_denormals", "wav_float_largest_float", "wav_one_sample", "flac_plain"]:
        for block, options in blocks.items():
            yield f"{name}_{block}", options + files[name]


def signal_inputs():
    """Every function, by its place in fuzz_signal.cpp, of samples that sound and of samples of every magnitude."""
    largest = np.finfo("f4").max
    samples = {
        "tone": b"\0" + int16(tone(300)),
        "denormals": b"\1" + float32(tone(200) * 1e-40),
        "largest": b"\1" + float32(np.sign(tone(200)) * largest),
        "nan": b"\1" + float32([0, np.nan, 1]),
        "none": b"",
    }
    rates = ratio(24414, 1000, 384000) + ratio(16000, 1000, 384000)
    frame = struct.pack("<H", 31)  # of 128 samples
    options = {
        "resample": rates + struct.pack("<H", 0) + b"\0",
        "trim": share(40, 0, 200),
        "fit": struct.pack("<HHH", 250, 2, 1),
        "add_noise": share(-200, -200, 200) + b"\1",
        "time_stretch": ratio(1.3, 0.1, 10) + frame,
        "pitch_shift": share(-4, -36, 36) + frame + rates[2:] + struct.pack("<H", 2) + b"\1",
        "mfcc": struct.pack("<HHHHH", 126, 48, 19, 12, 0) + b"\1",
        "mfcc_stream": rates + struct.pack("<HHHHH", 126, 48, 19, 0, 70) + b"\1",
    }
    for place, (function, given) in enumerate(options.items()):
        for name, content in samples.items():
            yield f"{function}_{name}", bytes([place]) + given + content


def write(folder, files):
    place = CORPUS / folder
    place.mkdir(parents=True, exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    for name, content in files.items():
        (place / name).write_bytes(content)
    sizes = [len(content) for content in files.values()]
    print(f"{folder}: {len(files)} files, {sum(sizes)} bytes, at most {max(sizes)}")


kinds = {"wav": wav_files(), "aiff": aiff_files(), "flac": flac_files(), "mp3": mp3_files(), "other": other_files()}
decode = {f"{kind}_{name}": content for kind, files in kinds.items() for name, content in files}
write("decode", decode)
write("pipeline", dict(pipeline_inputs(decode)))
write("signal", dict(signal_inputs()))
