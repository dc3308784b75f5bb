#!/usr/bin/env python3
"""Make the cues: one 24 kHz mono 16-bit WAV each, next to this file.

    python3 sounds/make.py            write the files
    python3 sounds/make.py --check    measure the files that are there

Standard library only, and nothing random: the same script writes the same bytes.

A cue has to be told from the others by someone who lies on the floor with closed eyes, so each has a pitch contour
and a rhythm of its own, and it starts at its first sample, so that it is heard when it is due. See README.md.
"""

import math
import struct
import sys
import wave
from pathlib import Path

RATE = 48_000
# The files have every second sample: no note has a partial above 5 kHz.
FILE_RATE = RATE // 2
HERE = Path(__file__).resolve().parent

# Equal temperament, A4 = 440 Hz.
NOTES = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}


def hz(name):
    """The frequency of a note: hz("A4") is 440."""
    return 440.0 * 2.0 ** ((NOTES[name[0]] + 12 * (int(name[1]) - 4)) / 12.0)


# A timbre is a list of partials: (times the fundamental, level, decay time as a share of the note's).
MALLET = [(1.0, 1.0, 1.0), (2.0, 0.22, 0.6), (3.0, 0.10, 0.4), (4.0, 0.08, 0.25)]
BRIGHT = [(0.5, 0.30, 1.0), (1.0, 1.0, 1.0), (2.0, 0.34, 0.7), (3.0, 0.16, 0.5), (4.0, 0.08, 0.3)]
BELL = [(1.0, 1.0, 1.0), (2.0, 0.40, 0.8), (2.76, 0.18, 0.5), (4.1, 0.08, 0.3)]
SOFT = [(1.0, 1.0, 1.0), (2.0, 0.10, 0.8)]
WOOD = [(1.0, 1.0, 1.0), (1.52, 0.50, 0.6), (2.74, 0.22, 0.35)]
TICK = [(1.0, 1.0, 1.0), (2.0, 0.15, 0.5)]


def strike(out, at, freq, decay, level=1.0, timbre=MALLET, attack=0.004, damp=None):
    """Adds a struck note to `out`: it starts at `at` seconds and loses 63 % of its level in each `decay` seconds.
    From `damp` seconds after its start on it is silenced, as by a hand laid on the bar."""
    first = round(at * RATE)
    for n in range(first, len(out)):
        t = (n - first) / RATE
        envelope = level
        if t < attack:
            envelope *= 0.5 - 0.5 * math.cos(math.pi * t / attack)
        if damp is not None and t > damp:
            envelope *= math.exp(-(t - damp) / 0.012)
        out[n] += envelope * sum(
            gain * math.exp(-t / (decay * share)) * math.sin(2 * math.pi * freq * ratio * t)
            for ratio, gain, share in timbre
        )


def glide(out, high, low, start, seconds, decay, timbre=SOFT, attack=0.008):
    """A note that falls (or rises) from `high` to `low` Hz, evenly to the ear, from `start` on for `seconds`."""
    phase = 0.0
    for n in range(len(out)):
        t = n / RATE
        share = min(max((t - start) / seconds, 0.0), 1.0)
        share = 0.5 - 0.5 * math.cos(math.pi * share)
        envelope = math.exp(-t / decay)
        if t < attack:
            envelope *= 0.5 - 0.5 * math.cos(math.pi * t / attack)
        out[n] += envelope * sum(gain * math.sin(ratio * phase) for ratio, gain, _ in timbre)
        phase += 2 * math.pi * high * (low / high) ** share / RATE


def blank(seconds):
    return [0.0] * round(seconds * RATE)


def countdown():
    """One low, short note."""
    out = blank(0.14)
    strike(out, 0, hz("A4"), 0.060)
    return out


def ending():
    """Two high knocks, quick as a clock's: not the countdown's one low note."""
    out = blank(0.14)
    strike(out, 0, hz("E6"), 0.022, timbre=WOOD, attack=0.003, damp=0.058)
    strike(out, 0.06, hz("E6"), 0.026, timbre=WOOD, attack=0.003)
    return out


def start():
    """One bright, firm note, an octave above the countdown, which it completes."""
    out = blank(0.38)
    strike(out, 0, hz("A5"), 0.120, timbre=BRIGHT, attack=0.003)
    return out


def phase():
    """A very short soft tick."""
    out = blank(0.06)
    strike(out, 0, hz("C5"), 0.014, timbre=TICK, attack=0.003)
    return out


def rep():
    """A knock on wood."""
    out = blank(0.10)
    strike(out, 0, hz("F5"), 0.022, timbre=WOOD, attack=0.003)
    return out


def halfway():
    """One chime, twice: ding-ding."""
    out = blank(0.40)
    strike(out, 0, hz("E5"), 0.10, level=0.9, timbre=BELL, damp=0.150)
    strike(out, 0.16, hz("E5"), 0.12, timbre=BELL)
    return out


def minimum():
    """A pair that rises a fifth: enough, and more is welcome."""
    out = blank(0.34)
    strike(out, 0, hz("C5"), 0.09, damp=0.105)
    strike(out, 0.11, hz("G5"), 0.11)
    return out


def end():
    """A quick upper note, then a fifth below it the chord of home: it is done."""
    out = blank(0.40)
    strike(out, 0, hz("G5"), 0.06, level=0.8, damp=0.070)
    for note, level in (("C5", 0.8), ("E4", 0.45), ("G4", 0.45)):
        strike(out, 0.08, hz(note), 0.16, level=level)
    return out


def switch():
    """Two notes in turn, four times: this side, that side."""
    out = blank(0.40)
    for i, note in enumerate(("A5", "E5", "A5", "E5")):
        strike(out, i * 0.08, hz(note), 0.07, damp=0.078 if i < 3 else None)
    return out


def rest():
    """A soft note that slides down almost an octave: breathe out."""
    out = blank(0.40)
    glide(out, hz("D5"), hz("E4"), 0.03, 0.25, 0.14)
    return out


def finish():
    """Up the chord, and home: the one long cue."""
    out = blank(1.6)
    for i, note in enumerate(("C5", "E5", "G5")):
        strike(out, i * 0.14, hz(note), 0.20, level=0.8)
    strike(out, 0.42, hz("E5"), 0.16, level=0.6, damp=0.21)
    for note, level in (("C6", 0.75), ("G5", 0.4), ("E5", 0.4), ("C5", 0.5)):
        strike(out, 0.64, hz(note), 0.36, level=level, timbre=BELL if note == "C6" else MALLET)
    return out


# Each cue with its loudness in dB beside the others.
CUES = [
    (countdown, 0.0), (ending, -2.0), (start, 0.0), (phase, -9.0), (rep, -7.0), (halfway, 0.0),
    (minimum, 0.0), (end, 0.0), (switch, 0.0), (rest, 0.0), (finish, 0.0),
]


def biquad(samples, b0, b1, b2, a1, a2):
    out = []
    x1 = x2 = y1 = y2 = 0.0
    for x in samples:
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x2, x1, y2, y1 = x1, x, y1, y
        out.append(y)
    return out


def loudness(samples):
    """The loudest 100 ms in dB, weighted as ITU-R BS.1770 does at 48 kHz; what is shorter counts as the energy it has."""
    weighted = biquad(samples, 1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
    weighted = biquad(weighted, 1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)
    window = round(0.100 * RATE)
    total = best = 0.0
    for n, y in enumerate(weighted):
        total += y * y
        if n >= window:
            total -= weighted[n - window] ** 2
        best = max(best, total)
    return 10 * math.log10(best / window + 1e-12)


LOUDNESS = -12.0  # dB, as `loudness` measures it


def master(samples, gain):
    """Fades the end to zero, takes the mean away, and sets the loudness."""
    count = len(samples)
    fade = round(count * 0.25)
    for n in range(fade):
        samples[count - 1 - n] *= 0.5 - 0.5 * math.cos(math.pi * n / fade)
    hann = [0.5 - 0.5 * math.cos(2 * math.pi * n / (count - 1)) for n in range(count)]
    share = sum(samples) / sum(hann)
    samples = [x - share * w for x, w in zip(samples, hann)]
    factor = 10 ** ((LOUDNESS + gain - loudness(samples)) / 20)
    return [x * factor for x in samples]


def write(path, samples):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(FILE_RATE)
        samples = samples[::2]
        file.writeframes(struct.pack(f"<{len(samples)}h", *(round(x * 32767) for x in samples)))


def read(path):
    with wave.open(str(path), "rb") as file:
        if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (1, 2, FILE_RATE):
            raise SystemExit(f"{path}: not 24 kHz mono 16-bit")
        data = file.readframes(file.getnframes())
    samples = [x / 32767 for x in struct.unpack(f"<{len(data) // 2}h", data)]
    return [x for a, b in zip(samples, samples[1:] + [0.0]) for x in (a, (a + b) / 2)]


def onsets(samples, level=0.02, quiet=0.060):
    """The moments, in seconds, at which the level is passed after `quiet` seconds below it."""
    found, last = [], -quiet
    for n, x in enumerate(samples):
        if abs(x) > level:
            if n / RATE - last >= quiet:
                found.append(n / RATE)
            last = n / RATE
    return found


def check():
    """Prints what each file measures, and complains about what a cue must not be."""
    bad = []
    print("cue         ms  peak  rms dBFS  loudness  onset ms  last sample      mean")
    for make, gain in CUES:
        name = make.__name__
        samples = read(HERE / f"{name}.wav")
        seconds = len(samples) / RATE
        peak = max(map(abs, samples))
        rms = 10 * math.log10(sum(x * x for x in samples) / len(samples))
        loud, starts, mean = loudness(samples), onsets(samples), sum(samples) / len(samples)
        print(f"{name:9} {seconds * 1000:5.0f}  {peak:.2f}  {rms:8.1f}  {loud:8.1f}  {starts[0] * 1000:8.2f}"
              f"  {samples[-1]:11.4f}  {mean:8.5f}")
        step = max(abs(a - b) for a, b in zip(samples[-50:], samples[-49:]))
        for ok, what in (
            (0.06 <= seconds <= (1.6 if name == "finish" else 0.4), "length"),
            (peak <= 0.72, "peak too high"),
            (gain < 0 or peak >= 0.45, "peak too low"),
            (abs(loud - LOUDNESS - gain) < 0.2, "loudness"),
            (len(starts) == 1, f"{len(starts)} onsets: {starts}"),
            (starts[0] <= 0.002, "late onset"),
            (samples[-1] == 0 and step < 0.001, "a click at the end"),
            (abs(mean) < 0.0005, "DC"),
        ):
            if not ok:
                bad.append(f"{name}: {what}")
    print("\n".join(bad) or "all well")
    return 1 if bad else 0


def main(arguments):
    if arguments == ["--check"]:
        return check()
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    for make, gain in CUES:
        write(HERE / f"{make.__name__}.wav", master(make(), gain))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
