#!/usr/bin/env python3
"""Render the voice: one Ogg Vorbis clip a line of words.txt, next to this file.

    python3 sounds/voice/render.py             render what words.txt has and no clip is there for
    python3 sounds/voice/render.py TEXT...     render these lines again
    python3 sounds/voice/render.py --all       render everything again
    python3 sounds/voice/render.py --check     measure the clips that are there
    python3 sounds/voice/render.py --phones    show how the voice pronounces each line
    python3 sounds/voice/render.py --missing   list what the bundled routines say and no line is there for
    python3 sounds/voice/render.py --index     write the lists of the clips anew; rendering does it too

The lists are lengths.txt, by which the player knows how long each clip speaks, and ../../src/audio/clips.rs, by which
the clips come into the program. Needs festival, festvox-us-slt-hts, sox and vorbis-tools (their Debian names). The same words and versions give the same bytes.
See ../README.md.
"""

import math
import re
import struct
import subprocess
import sys
import tempfile
import tomllib
import wave
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent))
import make  # noqa: E402  (loudness and onsets, measured as the cues are)

RATE = 32_000  # the voice's own
VOICE = "(voice_cmu_us_slt_arctic_hts)"
SPEED = "(set! hts_engine_params (append hts_engine_params '((\"-r\" 0.9))))"  # a little slower: words stand alone
LEVEL = -16.5  # dBFS: the RMS of each clip
PEAK = 0.70  # before encoding, which adds a little


def slug(text):
    """The clip's name for a text: ASCII letters (made lower-case) and digits stay, white space and hyphens part words,
    everything else is dropped, and words are joined by one hyphen."""
    words = re.split(r"[\s-]+", text)
    words = ("".join(c for c in word if c.isascii() and c.isalnum()).lower() for word in words)
    return "-".join(word for word in words if word)


def words():
    """Text and spelling of each line of words.txt."""
    found = {}
    for line in (HERE / "words.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        text, _, say = (part.strip() for part in line.partition("="))
        name = slug(text)
        if not name or name in {slug(other) for other in found}:
            raise SystemExit(f"words.txt: {text!r}: no name, or one that is there already: {name!r}")
        found[text] = say or text
    return found


def run(*command, stdin=None):
    return subprocess.run(command, input=stdin, check=True, capture_output=True).stdout


def read(path):
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE), path
        data = file.readframes(file.getnframes())
    return [x / 32767 for x in struct.unpack(f"<{len(data) // 2}h", data)]


def rms(samples):
    return math.sqrt(sum(x * x for x in samples) / len(samples))


def trim(samples):
    """Cuts the silence before and after. The voice's own noise is 55 to 60 dB below a word's peak, the weakest sound that
    matters (the f of "four") 40 dB below."""
    frame = RATE // 200
    peak = max(map(abs, samples))
    levels = [rms(samples[n:n + frame]) / peak for n in range(0, len(samples) - frame, frame)]
    head, tail = 10 ** (-42 / 20), 10 ** (-46 / 20)
    loud = [i for i in range(len(levels) - 1) if levels[i] > head and levels[i + 1] > head]
    first = loud[0]
    last = max(i for i in range(1, len(levels)) if levels[i] > tail and levels[i - 1] > tail)
    begin = max(first * frame - RATE // 500, 0)
    finish = min((last + 1) * frame + RATE // 50, len(samples))
    samples = samples[begin:finish]
    fade_in, fade_out = RATE // 500, RATE // 50
    for n in range(fade_in):
        samples[n] *= 0.5 - 0.5 * math.cos(math.pi * n / fade_in)
    for n in range(fade_out):
        samples[-1 - n] *= 0.5 - 0.5 * math.cos(math.pi * n / fade_out)
    return samples + [0.0] * (RATE // 100)  # so that the encoder has nothing to cut off


def limit(samples, ceiling):
    """Turns down what would pass `ceiling`, smoothly: 4 ms ahead of it and 40 ms after."""
    ahead, after = RATE // 250, math.exp(-1 / (0.040 * RATE))
    needed = [min(1.0, ceiling / abs(x)) if x else 1.0 for x in samples]
    held, gains, gain = [1.0] * len(samples), [], 1.0
    for n in range(len(samples)):
        held[n] = min(needed[n:n + ahead])
    for target in held:
        gain = min(target, 1.0 - (1.0 - gain) * after)
        gains.append(gain)
    total, smooth = 0.0, []
    padded = [gains[0]] * (ahead - 1) + gains
    for n, value in enumerate(padded):
        total += value
        if n >= ahead:
            total -= padded[n - ahead]
        if n >= ahead - 1:
            smooth.append(total / ahead)
    return [x * g for x, g in zip(samples, smooth)]


def level(samples):
    """Sets the RMS to LEVEL, with no sample beyond PEAK."""
    for _ in range(20):
        factor = 10 ** (LEVEL / 20) / rms(samples)
        samples = limit([x * factor for x in samples], PEAK)
        if abs(20 * math.log10(rms(samples)) - LEVEL) < 0.05:
            break
    return samples


def sharpen(samples):
    """Cuts what comes more than 8 ms before the level passes 0.03 (the hum before a b, the breath before an f)."""
    first = next(n for n, x in enumerate(samples) if abs(x) > 0.03)
    samples = samples[max(first - RATE // 125, 0):]
    fade = RATE // 500
    for n in range(fade):
        samples[n] *= 0.5 - 0.5 * math.cos(math.pi * n / fade)
    return samples


def render(text, say):
    with tempfile.TemporaryDirectory() as folder:
        spoken, mastered = Path(folder) / "spoken.wav", Path(folder) / "mastered.wav"
        run("text2wave", "-eval", VOICE, "-eval", SPEED, "-o", str(spoken), stdin=say.encode())
        samples = level(sharpen(level(trim(read(spoken)))))
        with wave.open(str(mastered), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(struct.pack(f"<{len(samples)}h", *(round(x * 32767) for x in samples)))
        # A serial number of its own (oggenc's is random), and no comments.
        serial = zlib.crc32(slug(text).encode()) & 0x7FFFFFFF
        run("oggenc", "-Q", "-q", "1", "-s", str(serial), "--discard-comments", "-o", str(HERE / f"{slug(text)}.ogg"), str(mastered))


def measure(text):
    path = HERE / f"{slug(text)}.ogg"
    with tempfile.TemporaryDirectory() as folder:
        decoded, wide = Path(folder) / "decoded.wav", Path(folder) / "wide.wav"
        run("oggdec", "-Q", "-o", str(decoded), str(path))
        run("sox", str(decoded), "-r", str(make.RATE), str(wide))
        samples, resampled = read(decoded), make.read(wide)
    return {
        "name": path.stem, "bytes": path.stat().st_size, "ms": 1000 * len(samples) / RATE,
        "peak": max(map(abs, samples)), "rms": 20 * math.log10(rms(samples)), "loud": make.loudness(resampled),
        "onset": 1000 * next(n for n, x in enumerate(samples) if abs(x) > 0.02) / RATE,
        "last": abs(samples[-1]),
    }


def index():
    """Writes the lists of the clips that are there."""
    clips = sorted(HERE.glob("*.ogg"), key=lambda clip: clip.stem)

    def length(clip):
        return len(run("oggdec", "-Q", "-R", "-o", "-", str(clip))) // 2

    with ThreadPoolExecutor() as pool:
        lengths = list(pool.map(length, clips))
    lines = [f"{clip.stem} {math.ceil(1000 * samples / RATE)}\n" for clip, samples in zip(clips, lengths)]
    head = "# What each clip is called and how many milliseconds it speaks: written by render.py.\n"
    (HERE / "lengths.txt").write_text(head + "".join(lines), encoding="utf-8")
    head = "//! The recorded words, by the names of their files: written by `sounds/voice/render.py`.\n\n"
    table = "".join(f'    ("{clip.stem}", include_bytes!("../../sounds/voice/{clip.name}")),\n' for clip in clips)
    text = f"{head}#[rustfmt::skip]\npub(super) const CLIPS: [(&str, &[u8]); {len(clips)}] = [\n{table}];\n"
    (HERE.parent.parent / "src" / "audio" / "clips.rs").write_text(text, encoding="utf-8")


def check(listed):
    bad = []
    with ThreadPoolExecutor() as pool:
        rows = list(pool.map(measure, listed))
    print("clip                              bytes    ms  peak  rms dBFS  loudness  onset ms")
    for r in rows:
        print(f"{r['name']:32} {r['bytes']:6} {r['ms']:5.0f}  {r['peak']:.2f}  {r['rms']:8.1f}  {r['loud']:8.1f}  {r['onset']:8.1f}")
        for ok, what in (
            (r["peak"] <= 0.8, "peak"),
            (abs(r["rms"] - LEVEL) <= 0.75, "rms"),
            (abs(r["loud"] - make.LOUDNESS) <= 6, "loudness beside the cues"),
            (r["onset"] <= 10, "silence before"),
            (r["last"] <= 0.01, "a click at the end"),
            (r["bytes"] <= 24_000, "size"),
        ):
            if not ok:
                bad.append(f"{r['name']}: {what}")
    extra = {path.stem for path in HERE.glob("*.ogg")} - {slug(text) for text in listed}
    bad += [f"{name}: not in words.txt" for name in sorted(extra)]
    print(f"{len(rows)} clips, {sum(r['bytes'] for r in rows)} bytes")
    print("\n".join(bad) or "all well")
    return 1 if bad else 0


def phones(listed):
    script = [VOICE] + [
        f'(let ((u (utt.synth (Utterance Text "{say}")))) (format t "%s: %l\\n" "{text}"'
        " (mapcar item.name (utt.relation.items u 'Segment))))" for text, say in listed.items()
    ]
    sys.stdout.write(run("festival", "--pipe", stdin="\n".join(script).encode()).decode())
    return 0


def missing(listed):
    """Names, positions and phases of ../../routines without a line in words.txt."""
    have, lacking = {slug(text) for text in listed}, {}

    def visit(table, file):
        texts = [table.get("name"), table.get("position")]
        if isinstance(table.get("tempo"), list):
            texts += [phase.rpartition(" ")[0] for phase in table["tempo"]]
        for text in texts:
            if text and slug(text) not in have:
                lacking.setdefault(text, file.name)
        for inner in table.get("exercise", []) + table.get("block", []):
            visit(inner, file)

    routines = HERE.parent.parent / "routines"
    for file in sorted(routines.rglob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if file.parent == routines:
            table.pop("name", None)  # a routine's own name is not spoken
            for block in table.get("block", []):
                block.pop("name", None)
        visit(table, file)
    for text, where in lacking.items():
        print(f"{text}  ({where})")
    return 1 if lacking else 0


def main(arguments):
    listed = words()
    if arguments == ["--missing"]:
        return missing(listed)
    if arguments == ["--check"]:
        return check(listed)
    if arguments == ["--phones"]:
        return phones(listed)
    if arguments == ["--index"]:
        return index()
    if arguments == ["--all"]:
        todo = listed
    elif arguments:
        todo = {text: listed[text] for text in arguments}
    else:
        todo = {text: say for text, say in listed.items() if not (HERE / f"{slug(text)}.ogg").exists()}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda item: render(*item), todo.items()))
    index()
    print(f"{len(todo)} of {len(listed)} rendered")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
