#!/usr/bin/env bash
# Makes the demo's sample videos anew: CMAF segments that an HLS and a DASH manifest share.
# The result is committed; this script says how it was made. Needs ffmpeg 5 or newer with libx264,
# and the DejaVu fonts (FONT and MONO may name others).
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
out="$here/src/main/resources/media/vod"
fonts=/usr/share/fonts/truetype/dejavu
FONT="${FONT:-$fonts/DejaVuSans.ttf}"
MONO="${MONO:-$fonts/DejaVuSansMono-Bold.ttf}"

# The picture of one variant: a running clock, a dot that crosses the picture once a second, and a
# strip of colour bars. $1: width, $2: height, $3: title, $4: label of the variant
picture() {
  local w=$1 h=$2 strip=$(($2 / 9 / 2 * 2)) dot=$(($2 / 30 / 2 * 2))
  printf '%s' "
    color=c=0x11161d:s=${w}x${h}:r=25[ground];
    smptehdbars=s=${w}x${h}:r=25,crop=${w}:${strip}:0:0[bars];
    color=c=0x5ab0f6:s=${dot}x${dot}:r=25[dot];
    [ground][bars]overlay=0:H-h[a];
    [a][dot]overlay=x='(W-w)*mod(t,1)':y=H-${strip}-h*2:eval=frame,
    drawtext=fontfile=$FONT:text='$3':fontcolor=0x9aa7b5:fontsize=h/18:x=h/15:y=h/15,
    drawtext=fontfile=$FONT:text='$4':fontcolor=0x9aa7b5:fontsize=h/18:x=w-text_w-h/15:y=h/15,
    drawtext=fontfile=$MONO:text='%{pts\\:hms}':fontcolor=0xf2f5f8:fontsize=h/5:x=(w-text_w*14/13)/2:y=(h-text_h)/2-h/20,
    format=yuv420p"
}

# A short soft beep at the start of each second. $1: pitch in Hz
beep() {
  printf '%s' "aevalsrc=exprs='0.3*sin(2*PI*$1*t)*lt(mod(t\,1)\,0.12)*sin(PI*min(mod(t\,1)/0.12\,1))':s=48000:c=mono"
}

# Encodes and packages one sample. $1: name, $2: title, $3: seconds, $4: pitch,
# then the variants as WIDTHxHEIGHT:BITS
sample() {
  local name=$1 title=$2 seconds=$3 pitch=$4
  shift 4
  local -a inputs=() maps=() codecs=()
  local number=0 variant size width height rate
  for variant in "$@"; do
    size="${variant%%:*}" rate="${variant##*:}" width="${variant%%x*}"
    height="${size##*x}"
    inputs+=(-f lavfi -t "$seconds" -i "$(picture "$width" "$height" "$title" "${width}x${height}" | tr -d '\n')")
    maps+=(-map "$number:v")
    codecs+=("-b:v:$number" "$rate" "-maxrate:v:$number" "$rate" "-bufsize:v:$number" "$rate")
    number=$((number + 1))
  done
  rm -rf "${out:?}/$name"
  mkdir -p "$out/$name"
  # Bit-exact: the same ffmpeg makes the same bytes, and no version or date of the making is in them.
  (cd "$out/$name" && ffmpeg -hide_banner -loglevel error -y \
    "${inputs[@]}" -f lavfi -t "$((seconds - 1)).9" -i "$(beep "$pitch")" \
    "${maps[@]}" -map "$number:a" \
    -c:v libx264 -preset veryslow -profile:v main "${codecs[@]}" \
    -g 50 -keyint_min 50 -sc_threshold 0 -bf 2 -threads 1 \
    -c:a aac -b:a 48k -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata -1 \
    -f dash -seg_duration 2 -use_template 1 -use_timeline 1 \
    -init_seg_name 'init-$RepresentationID$.mp4' -media_seg_name 'segment-$RepresentationID$-$Number%03d$.m4s' \
    -adaptation_sets 'id=0,streams=v id=1,streams=a' \
    -hls_playlist 1 -hls_master_name master.m3u8 manifest.mpd)
  # ffmpeg stamps each segment with the time of its making; this is no live stream.
  local playlist
  for playlist in "$out/$name"/media_*.m3u8; do
    sed -e '/^#EXT-X-PROGRAM-DATE-TIME/d' -e '/^#EXT-X-MEDIA-SEQUENCE/a #EXT-X-PLAYLIST-TYPE:VOD' \
      "$playlist" >"$playlist.new"
    mv "$playlist.new" "$playlist"
  done
}

sample clock 'Playgate sample' 60 880 640x360:200k 320x180:80k
sample bars 'Playgate bars' 12 660 320x180:60k
sample premium-clock 'Playgate premium' 12 990 320x180:60k
du -sh "$out"
