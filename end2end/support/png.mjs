// Makes a screenshot small: Chromium writes PNG quickly, not compactly. A page has few colours, so 256 are enough; the
// others, shades at the edges of letters, become the nearest of these.

import assert from "node:assert/strict";
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;

/** The same picture with a palette. Takes what Chromium writes: 8 bits per channel, not interlaced. */
export function compact(png) {
  const { width, height, pixels } = decode(png);
  const { palette, nearest } = reduce(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = nearest.get(pixels[y * width + x]);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  const chunks = [chunk("IHDR", head), chunk("PLTE", colours), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The colours that matter most, and for every colour the number of the nearest of them. */
function reduce(pixels) {
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const colours = [...counts].map(([colour, count]) => ({ colour, count, far: Infinity, nearest: 0 }));
  colours.sort((a, b) => b.count - a.count || a.colour - b.colour);
  const palette = [];
  let next = colours[0];
  while (palette.length < COLOURS && next.far > 0) {
    palette.push(next.colour);
    let worst = next;
    for (const entry of colours) {
      const far = distance(entry.colour, next.colour);
      if (far < entry.far) Object.assign(entry, { far, nearest: palette.length - 1 });
      // Frequent colours first, but a small red dot must stay red.
      if (entry.far * entry.count > worst.far * worst.count) worst = entry;
    }
    next = worst;
  }
  return { palette, nearest: new Map(colours.map(({ colour, nearest }) => [colour, nearest])) };
}

function distance(one, other) {
  const part = (shift) => ((one >> shift) & 255) - ((other >> shift) & 255);
  return part(16) ** 2 + part(8) ** 2 + part(0) ** 2;
}

/** Pixels as 0xRRGGBB. */
function decode(png) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, type, , , interlaced] = png.subarray(24, 29);
  assert.ok(depth === 8 && (type === 2 || type === 6) && interlaced === 0, "a PNG as Chromium writes it");
  const data = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const content = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") data.push(content);
  }
  const bytes = type === 2 ? 3 : 4;
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * bytes, height, bytes);
  const pixels = new Uint32Array(width * height);
  for (let pixel = 0; pixel < pixels.length; pixel += 1) pixels[pixel] = rows.readUIntBE(pixel * bytes, 3);
  return { width, height, pixels };
}

/** Undoes the filters of the PNG format: each byte was written as the difference to its neighbours. */
function unfilter(filtered, length, height, bytes) {
  const rows = Buffer.alloc(length * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (length + 1)];
    for (let x = 0; x < length; x += 1) {
      const at = y * length + x;
      const left = x >= bytes ? rows[at - bytes] : 0;
      const above = y > 0 ? rows[at - length] : 0;
      const corner = x >= bytes && y > 0 ? rows[at - length - bytes] : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      rows[at] = filtered[y * (length + 1) + 1 + x] + guess;
    }
  }
  return rows;
}

function paeth(left, above, corner) {
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(left + above - corner - value));
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}
