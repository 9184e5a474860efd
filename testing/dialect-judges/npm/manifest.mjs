// What players ask for: the manifest parsers of video.js, and the URL parser that browsers share.
import { parse } from 'mpd-parser';
import { Parser } from 'm3u8-parser';

const absolute = (uri, base) => new URL(uri, base).href;

/** The URLs that a player of an HLS playlist asks for. */
export function hls({ url, text }) {
  const parser = new Parser({ url });
  parser.push(text);
  parser.end();
  const { segments = [], playlists = [], mediaGroups = {}, preloadSegment } = parser.manifest;
  const found = [];
  for (const segment of [...segments, ...(preloadSegment ? [preloadSegment] : [])]) {
    found.push(segment.uri, segment.map?.uri, segment.key?.uri);
    found.push(...(segment.parts ?? []).map((part) => part.uri));
    found.push(...(segment.preloadHints ?? []).map((hint) => hint.uri));
  }
  found.push(...playlists.map((playlist) => playlist.uri));
  for (const group of Object.values(mediaGroups)) {
    for (const renditions of Object.values(group)) {
      found.push(...Object.values(renditions).map((rendition) => rendition.uri));
    }
  }
  return found.filter(Boolean).map((uri) => absolute(uri, url));
}

/** The URLs that a player of a DASH manifest asks for. */
export function dash({ url, text }) {
  const manifest = parse(text, { manifestUri: url });
  const found = [];
  const playlist = (one) => {
    for (const segment of one.segments ?? []) {
      found.push(segment.resolvedUri, segment.map?.resolvedUri);
    }
    found.push(one.sidx?.resolvedUri, one.sidx?.map?.resolvedUri);
  };
  (manifest.playlists ?? []).forEach(playlist);
  for (const group of Object.values(manifest.mediaGroups ?? {})) {
    for (const renditions of Object.values(group)) {
      for (const rendition of Object.values(renditions)) {
        (rendition.playlists ?? []).forEach(playlist);
      }
    }
  }
  found.push(...(manifest.locations ?? []));
  return [...new Set(found.filter(Boolean).map((uri) => absolute(uri, url)))];
}

/** A URL as a browser sends it. */
export function url({ text, base }) {
  return absolute(text, base);
}
