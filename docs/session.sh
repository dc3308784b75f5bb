#!/bin/sh
# Makes docs/session.png, the picture in the README, from a built program:
#
#     docs/session.sh target/release/unsit
#
# Needs Xvfb, alacritty, imagemagick and the font DejaVu Sans Mono.
set -eu
program=$(realpath "$1")
out=$(dirname "$0")/session.png
home=$(mktemp -d)
trap 'kill $terminal $screen 2>/dev/null; rm -rf "$home"' EXIT
cat > "$home/alacritty.yml" <<'YAML'
window: { dimensions: { columns: 100, lines: 30 }, padding: { x: 0, y: 0 } }
font: { size: 11, normal: { family: DejaVu Sans Mono } }
colors: { primary: { background: '#181a1f', foreground: '#d8dce4' } }
YAML
cat > "$home/glutes.toml" <<'TOML'
name = "Wake the glutes"

[[exercise]]
use = "glute-bridge"
sets = 2
prepare = "2s"

[[exercise]]
use = "hamstring-stretch"
TOML
export HOME="$home" XDG_RUNTIME_DIR="$home" LIBGL_ALWAYS_SOFTWARE=1 LANG=C.UTF-8 DISPLAY=:87
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME COLORFGBG TMUX WAYLAND_DISPLAY
Xvfb "$DISPLAY" -screen 0 1000x620x24 & screen=$!
sleep 2
alacritty --config-file "$home/alacritty.yml" -e "$program" play "$home/glutes.toml" --mute & terminal=$!
# Get ready takes 20 s on the floor; then the third rep is on its way up.
sleep 38
import -window root "$out"
mogrify -trim +repage "$out"
