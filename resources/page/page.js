// A trained network in a page: it reads photos, computes the network's answers, and shows them.
//
// The same script runs twice: in the page, and in a worker, which computes without holding up the page. It connects to
// nothing. What it computes is what Catgui's engine computes; the tests of Catgui compare both.
'use strict';

// --- the network

/** The bytes of a text in base64. */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The numbers of an array {type, data} of the network: little-endian float16 or float32. */
function numbersOf(array) {
  const bytes = bytesOf(array.data);
  const view = new DataView(bytes.buffer);
  const isHalf = array.type === 'float16';
  const numbers = new Float32Array(bytes.length / (isHalf ? 2 : 4));
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = isHalf ? halfFloat(view.getUint16(2 * i, true)) : view.getFloat32(4 * i, true);
  }
  return numbers;
}

/** The number that 16 bits are in half precision. */
function halfFloat(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The network with its arrays as numbers. */
function loadNetwork(described) {
  const load = (arrays) =>
    Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, numbersOf(array)]));
  return { ...described, dense: load(described.dense), filters: load(described.filters) };
}

/** LINEAR -> RELU for the hidden layers, then LINEAR: the logit of class 1. W1 (units, inputs), b1, W2, ... */
function denseLogit(dense, inputs) {
  let A = inputs;
  for (let layer = 1; `W${layer}` in dense; layer++) {
    const W = dense[`W${layer}`];
    const Z = Float64Array.from(dense[`b${layer}`]);
    for (let unit = 0, k = 0; unit < Z.length; unit++) {
      let sum = 0;
      for (let i = 0; i < A.length; i++, k++) sum += W[k] * A[i];
      Z[unit] += sum;
    }
    A = `W${layer + 1}` in dense ? Z.map((z) => Math.max(0, z)) : Z;
  }
  return A[0];
}

/** CONVOLUTION 3x3 -> MAX POOLING, perhaps -> RELU: of maps {height, width, channels, values} in rows of places. */
function convolutionBlock(maps, block, W, b) {
  const convolved = convolve(maps, W, block.channels, block.stride);
  const pooled = block.pool ? maxPool(convolved) : convolved;
  for (let i = 0; i < pooled.values.length; i += block.channels) {
    for (let c = 0; c < block.channels; c++) {
      pooled.values[i + c] = Math.max(0, pooled.values[i + c] + b[c]);
    }
  }
  return pooled;
}

/** The convolution of maps, padded with zeros, with W (3, 3, channels in, channels out), at every `stride`-th place. */
function convolve(maps, W, channels, stride) {
  const padded = pad(maps);
  const paddedWidth = maps.width + 2;
  const height = Math.ceil(maps.height / stride);
  const width = Math.ceil(maps.width / stride);
  const result = emptyMaps(height, width, channels, maps.values);
  const sums = new Float64Array(channels);
  // Of one row of W, the inputs of a place stand one after the other.
  const inputs = 3 * maps.channels;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sums.fill(0);
      for (let row = 0; row < 3; row++) {
        const begin = ((stride * y + row) * paddedWidth + stride * x) * maps.channels;
        addProducts(sums, padded, begin, inputs, W, row * inputs * channels);
      }
      result.values.set(sums, (y * width + x) * channels);
    }
  }
  return result;
}

/** sums += inputs W, for `count` inputs from `begin` and the rows of W from `offset`. Four inputs at a time. */
function addProducts(sums, values, begin, count, W, offset) {
  const channels = sums.length;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const a = values[begin + i];
    const b = values[begin + i + 1];
    const c = values[begin + i + 2];
    const d = values[begin + i + 3];
    // After RELU many are zero.
    if (a === 0 && b === 0 && c === 0 && d === 0) continue;
    const first = offset + i * channels;
    const second = first + channels;
    const third = second + channels;
    const fourth = third + channels;
    for (let k = 0; k < channels; k++) {
      sums[k] += a * W[first + k] + b * W[second + k] + c * W[third + k] + d * W[fourth + k];
    }
  }
  for (; i < count; i++) {
    const first = offset + i * channels;
    for (let k = 0; k < channels; k++) sums[k] += values[begin + i] * W[first + k];
  }
}

/** The values of maps with a border of zeros. */
function pad(maps) {
  const rowLength = maps.width * maps.channels;
  const padded = new maps.values.constructor((maps.height + 2) * (maps.width + 2) * maps.channels);
  for (let y = 0; y < maps.height; y++) {
    const row = maps.values.subarray(y * rowLength, (y + 1) * rowLength);
    padded.set(row, ((y + 1) * (maps.width + 2) + 1) * maps.channels);
  }
  return padded;
}

/** The largest of 2x2 places, each once; a last odd row or column is left out. */
function maxPool(maps) {
  const { width, channels, values } = maps;
  const pooled = emptyMaps(maps.height >> 1, width >> 1, channels, values);
  for (let y = 0, k = 0; y < pooled.height; y++) {
    for (let x = 0; x < pooled.width; x++) {
      for (let c = 0; c < channels; c++, k++) {
        const i = (2 * y * width + 2 * x) * channels + c;
        const below = i + width * channels;
        pooled.values[k] = Math.max(values[i], values[i + channels], values[below], values[below + channels]);
      }
    }
  }
  return pooled;
}

/** Maps of zeros, of numbers as precise as those of `like`. */
function emptyMaps(height, width, channels, like) {
  return { height, width, channels, values: new like.constructor(height * width * channels) };
}

/** The maps of the last block for pixels {height, width, values}, computed in arrays of the type `Numbers`. */
function featureMaps(network, pixels, Numbers) {
  let maps = { height: pixels.height, width: pixels.width, channels: 3 };
  maps.values = Numbers.from(pixels.values, (value) => (value - 128) / 64);
  network.blocks.forEach((block, index) => {
    maps = convolutionBlock(maps, block, network.filters[`W${index + 1}`], network.filters[`b${index + 1}`]);
  });
  return maps;
}

/** What each place adds to the logit, without the bias: {height, width, values}. */
function placeLogits(network, pixels) {
  const maps = featureMaps(network, pixels, Float32Array);
  const weights = network.dense.W1;
  const values = new Float64Array(maps.height * maps.width);
  for (let place = 0, i = 0; place < values.length; place++) {
    for (let c = 0; c < maps.channels; c++, i++) values[place] += maps.values[i] * weights[c];
  }
  return { height: maps.height, width: maps.width, values };
}

/** The mean of numbers. */
function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The features of pixels as Catgui keeps them, in bytes: the mean of each map. */
function pretrainedFeatures(network, pixels) {
  const maps = featureMaps(network, pixels, Float64Array);
  const sums = new Float64Array(maps.channels);
  maps.values.forEach((value, i) => (sums[i % maps.channels] += value));
  const places = maps.height * maps.width;
  return sums.map((sum) => Math.min(255, roundHalfToEven((sum / places) * network.bytesPerUnit)));
}

/** The answer of a network for the pixels it takes: {logit, map}; the map is null for those that have none. */
function networkAnswer(network, pixels) {
  if (network.kind === 'convolution') {
    const map = placeLogits(network, pixels);
    return { logit: network.dense.b1[0] + mean(map.values), map };
  }
  const inputs = network.kind === 'pretrained' ? pretrainedFeatures(network, pixels) : pixels.values;
  return { logit: denseLogit(network.dense, Float64Array.from(inputs, (value) => value * network.scale)), map: null };
}

/** The answer of the detector for the whole photo, from its pixels and its mirror image at several sizes. */
function detectorAnswer(network, detail) {
  const { scale, offset } = scalingFor(network.calibration, Math.min(detail.height, detail.width));
  const terms = network.sides.map((side) => weightedPlaces(network, detail, side));
  const finest = terms[terms.length - 1];
  const map = { height: finest.height, width: finest.width, values: new Float64Array(finest.values.length) };
  for (const term of terms) {
    const spread = spreadMap(term, finest.height, finest.width);
    for (let i = 0; i < map.values.length; i++) map.values[i] += (spread[i] * scale) / terms.length;
  }
  const bias = scale * network.dense.b1[0] + offset;
  return { logit: bias + scale * mean(terms.map((term) => mean(term.values))), map };
}

/** The scaling of the logit for photos with `side` pixels on the shorter side. */
function scalingFor(calibration, side) {
  const { sides, scalings } = calibration;
  const between = (k) => {
    let i = sides.findIndex((known) => known >= side);
    if (i === 0 || side >= sides[sides.length - 1]) return scalings[i === 0 ? 0 : sides.length - 1][k];
    const part = Math.log(side / sides[i - 1]) / Math.log(sides[i] / sides[i - 1]);
    return scalings[i - 1][k] + part * (scalings[i][k] - scalings[i - 1][k]);
  };
  return { scale: between(0), offset: between(1) };
}

/** What each place of the photo adds at one size, weighted by how much its windows look like a cat. */
function weightedPlaces(network, detail, side) {
  const [height, width] = scaledSize(detail, side, network.reduction, network.longestRatio);
  const resized = resizeBilinear(detail, height, width);
  const places = placeLogits(network, resized);
  const mirrored = placeLogits(network, mirror(resized));
  for (let y = 0, i = 0; y < places.height; y++) {
    for (let x = 0; x < places.width; x++, i++) {
      places.values[i] = (places.values[i] + mirrored.values[(y + 1) * places.width - 1 - x]) / 2;
    }
  }
  const weights = windowWeights(places, network.windowSide / network.reduction);
  places.values.forEach((value, i) => (places.values[i] = value * weights[i]));
  return places;
}

/** The height and width of a photo with `side` pixels on the shorter side, as multiples of `multiple`. */
function scaledSize(photo, side, multiple, longestRatio) {
  return [photo.height, photo.width].map((length) => {
    const scaled = Math.min(longestRatio * side, (side * length) / Math.min(photo.height, photo.width));
    return multiple * roundHalfToEven(scaled / multiple);
  });
}

/** How often each place counts, 1 in the mean: the softmax over all windows of `side` places, by their logits. */
function windowWeights(places, side) {
  const { height, width, values } = places;
  const logits = [];
  for (let y = 0; y + side <= height; y++) {
    for (let x = 0; x + side <= width; x++) {
      let sum = 0;
      for (let row = y; row < y + side; row++) {
        for (let column = x; column < x + side; column++) sum += values[row * width + column];
      }
      logits.push(sum / (side * side));
    }
  }
  const largest = logits.reduce((a, b) => Math.max(a, b));
  const shares = logits.map((logit) => Math.exp(logit - largest));
  const factor = values.length / (shares.reduce((a, b) => a + b) * side * side);
  const weights = new Float64Array(values.length);
  for (let y = 0, k = 0; y + side <= height; y++) {
    for (let x = 0; x + side <= width; x++, k++) {
      for (let row = y; row < y + side; row++) {
        for (let column = x; column < x + side; column++) weights[row * width + column] += shares[k] * factor;
      }
    }
  }
  return weights;
}

/** The values of a map with other numbers of rows and columns, and with the same mean: each value keeps its area. */
function spreadMap(map, height, width) {
  const rows = overlaps(map.height, height);
  const columns = overlaps(map.width, width);
  const spread = new Float64Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const [oldY, shareY] of rows[y]) {
        for (const [oldX, shareX] of columns[x]) {
          spread[y * width + x] += shareY * shareX * map.values[oldY * map.width + oldX];
        }
      }
    }
  }
  return spread;
}

/** For each of `count` equal parts of a length, which of `old` equal parts it meets, and the share that these have. */
function overlaps(old, count) {
  return Array.from({ length: count }, (_, i) => {
    const shares = [];
    for (let k = 0; k < old; k++) {
      const share = count * (Math.min((k + 1) / old, (i + 1) / count) - Math.max(k / old, i / count));
      if (share > 0) shares.push([k, share]);
    }
    return shares;
  });
}

/** Half to even, as NumPy and Python round. */
function roundHalfToEven(number) {
  const rounded = Math.round(number);
  return rounded - number === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

// --- pixels, as Catgui sees them: {height, width, values}, three values for each place

/** Pixels from those of a canvas, on white where they are transparent. */
function opaquePixels(rgba, width, height) {
  const values = new Uint8ClampedArray(3 * width * height);
  for (let i = 0, k = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] / 255;
    for (let c = 0; c < 3; c++, k++) values[k] = alpha === 1 ? rgba[i + c] : rgba[i + c] * alpha + 255 * (1 - alpha);
  }
  return { height, width, values };
}

/** The mirror image. */
function mirror(pixels) {
  const { height, width } = pixels;
  const values = new Uint8ClampedArray(pixels.values.length);
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = width - 1; x >= 0; x--) {
      for (let c = 0; c < 3; c++, k++) values[k] = pixels.values[3 * (y * width + x) + c];
    }
  }
  return { height, width, values };
}

/** The pixels averaged by integer factors, within a box [left, upper, right, lower]; the last may be of fewer. */
function reduce(pixels, across, down, box = [0, 0, pixels.width, pixels.height]) {
  const [left, upper, right, lower] = box;
  if (across === 1 && down === 1 && right - left === pixels.width && lower - upper === pixels.height) return pixels;
  const width = Math.ceil((right - left) / across);
  const height = Math.ceil((lower - upper) / down);
  const values = new Uint8ClampedArray(3 * width * height);
  for (let y = 0, k = 0; y < height; y++) {
    const firstRow = upper + y * down;
    const rows = Math.min(down, lower - firstRow);
    for (let x = 0; x < width; x++) {
      const firstColumn = left + x * across;
      const columns = Math.min(across, right - firstColumn);
      // In whole numbers, as Pillow divides.
      const count = rows * columns;
      const multiplier = Math.floor(2 ** 24 / count);
      for (let c = 0; c < 3; c++, k++) {
        let sum = Math.floor(count / 2);
        for (let row = firstRow; row < firstRow + rows; row++) {
          let i = 3 * (row * pixels.width + firstColumn) + c;
          for (let column = 0; column < columns; column++, i += 3) sum += pixels.values[i];
        }
        values[k] = Math.floor((sum * multiplier) / 2 ** 24);
      }
    }
  }
  return { height, width, values };
}

/** Pillow's resize with the bicubic filter and a reducing gap of 2: of a box, to `width` x `height`. */
function resizeBicubic(pixels, width, height, box = [0, 0, pixels.width, pixels.height]) {
  const [left, upper, right, lower] = box;
  const isWhole = left === 0 && upper === 0 && right === pixels.width && lower === pixels.height;
  if (isWhole && width === pixels.width && height === pixels.height) return pixels;
  const gap = 2;
  const across = Math.max(1, Math.floor((right - left) / width / gap));
  const down = Math.max(1, Math.floor((lower - upper) / height / gap));
  if (across === 1 && down === 1) return resample(pixels, width, height, box);
  // Beyond the box as far as the filter reaches.
  const besideX = (1.5 * (right - left)) / width;
  const besideY = (1.5 * (lower - upper)) / height;
  const safe = [
    Math.max(0, Math.trunc(left - besideX)),
    Math.max(0, Math.trunc(upper - besideY)),
    Math.min(pixels.width, Math.ceil(right + besideX)),
    Math.min(pixels.height, Math.ceil(lower + besideY)),
  ];
  const reduced = reduce(pixels, across, down, safe);
  const inReduced = [left - safe[0], upper - safe[1], right - safe[0], lower - safe[1]];
  return resample(
    reduced,
    width,
    height,
    inReduced.map((value, i) => value / (i % 2 ? down : across)),
  );
}

/** Pillow's resampling in whole numbers: along the rows and along the columns, each rounded to bytes. */
function resample(pixels, width, height, [left, upper, right, lower]) {
  const alongRows = (some) =>
    width === some.width && left === 0 && right === width
      ? some
      : resampleRows(some, bicubicWeights(some.width, left, right, width));
  const alongColumns = (some) =>
    height === some.height && upper === 0 && lower === height
      ? some
      : transpose(resampleRows(transpose(some), bicubicWeights(some.height, upper, lower, height)));
  // The order of Pillow 13; older versions begin with the rows, which differs by a level in few pixels.
  const lostRows = pixels.height - height;
  const isColumnsFirst = lostRows > 0 && lostRows > 2 * (pixels.width - width);
  return isColumnsFirst ? alongRows(alongColumns(pixels)) : alongColumns(alongRows(pixels));
}

/** For each of `size` places, the first of the `length` values that it is made of, and their weights, times 2^22. */
function bicubicWeights(length, begin, end, size) {
  const step = (end - begin) / size;
  const stretch = Math.max(1, step);
  const support = 2 * stretch;
  return Array.from({ length: size }, (_, place) => {
    const center = begin + (place + 0.5) * step;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const last = Math.min(length, Math.trunc(center + support + 0.5));
    const weights = [];
    for (let i = first; i < last; i++) weights.push(bicubic((i - center + 0.5) / stretch));
    const sum = weights.reduce((a, b) => a + b, 0);
    const whole = weights.map((weight) => {
      const scaled = (weight / (sum || 1)) * 2 ** 22;
      return Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
    });
    return { first, weights: whole };
  });
}

/** The bicubic filter with a = -0.5 (Keys, 1981). */
function bicubic(x) {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

/** Each row of pixels resampled with the weights of its new places. */
function resampleRows(pixels, places) {
  const width = places.length;
  const values = new Uint8ClampedArray(3 * width * pixels.height);
  for (let y = 0, k = 0; y < pixels.height; y++) {
    for (const { first, weights } of places) {
      const begin = 3 * (y * pixels.width + first);
      for (let c = 0; c < 3; c++, k++) {
        let sum = 2 ** 21;
        for (let i = 0, at = begin + c; i < weights.length; i++, at += 3) sum += weights[i] * pixels.values[at];
        values[k] = Math.floor(sum / 2 ** 22);
      }
    }
  }
  return { height: pixels.height, width, values };
}

/** Rows and columns exchanged. */
function transpose(pixels) {
  const { height, width } = pixels;
  const values = new Uint8ClampedArray(pixels.values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) values[3 * (x * height + y) + c] = pixels.values[3 * (y * width + x) + c];
    }
  }
  return { height: width, width: height, values };
}

/** Resized with a bilinear filter, as the pictures that the detector has learned from were. */
function resizeBilinear(pixels, height, width) {
  const rows = bilinearWeights(pixels.height, height);
  const columns = bilinearWeights(pixels.width, width);
  const half = new Float32Array(3 * pixels.height * width);
  for (let y = 0, k = 0; y < pixels.height; y++) {
    for (const { first, weights } of columns) {
      for (let c = 0; c < 3; c++, k++) {
        let sum = 0;
        weights.forEach((weight, i) => (sum += weight * pixels.values[3 * (y * pixels.width + first + i) + c]));
        half[k] = sum;
      }
    }
  }
  const values = new Uint8ClampedArray(3 * height * width);
  for (let y = 0, k = 0; y < height; y++) {
    const { first, weights } = rows[y];
    for (let i = 0; i < 3 * width; i++, k++) {
      let sum = 0;
      weights.forEach((weight, row) => (sum += weight * half[3 * (first + row) * width + i]));
      values[k] = roundHalfToEven(sum);
    }
  }
  return { height, width, values };
}

/** For each of `size` places, the first of the `length` values that it is made of, and their weights. */
function bilinearWeights(length, size) {
  const step = length / size;
  const stretch = Math.max(1, step);
  return Array.from({ length: size }, (_, place) => {
    const center = Math.min(length - 1, Math.max(0, step * (place + 0.5) - 0.5));
    const first = Math.max(0, Math.ceil(center - stretch));
    const last = Math.min(length - 1, Math.floor(center + stretch));
    const weights = [];
    for (let i = first; i <= last; i++) weights.push(Math.max(0, 1 - Math.abs(center - i) / stretch));
    const sum = weights.reduce((a, b) => a + b);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** A photo reduced as Catgui reduces it: {upright, size}, where `size` [width, height] is that of the original. */
function reducePhoto(photo, isJpeg, reading) {
  const size = [photo.width, photo.height];
  const draft = isJpeg ? draftFactor(size, reading) : 1;
  const drafted = reduce(photo, draft, draft);
  // Of a last row or column that stands for less than a whole place, only that part counts.
  const extent = size.map((length) => length / draft);
  const factor = reductionFor([drafted.width, drafted.height], reading.reducedSide, reading);
  if (factor === 1 && extent[0] === drafted.width && extent[1] === drafted.height) return { upright: drafted, size };
  const [width, height] = extent.map((length) => Math.max(1, roundHalfToEven(length / factor)));
  return { upright: resizeBicubic(drafted, width, height, [0, 0, ...extent]), size };
}

/** The factor at which a JPEG of a size is decoded there: 1, 2, 4 or 8. */
function draftFactor(size, reading) {
  const wanted = reductionFor(size, reading.draftSide, reading);
  const possible = Math.min(...size.map((length) => Math.floor(length / Math.floor(length / wanted))));
  return [8, 4, 2].find((power) => power <= possible) || 1;
}

/** The largest integer reduction that leaves `longest` pixels and enough for the network and a detector. */
function reductionFor(size, longest, reading) {
  const shortest = Math.max(reading.detailSide, 2 * Math.max(...reading.shape));
  return Math.max(
    1,
    Math.min(Math.floor(Math.max(...size) / longest), Math.floor(Math.min(...size) / shortest)),
  );
}

/** The pixels that the network takes of a reduced photo, whole or of its largest centered part. */
function networkView({ upright, size }, framing, shape) {
  const factor = Math.max(1, Math.floor(Math.min(upright.width, upright.height) / (2 * Math.max(...shape))));
  const averaged = reduce(upright, factor, factor);
  const across = upright.width / factor / size[0];
  const down = upright.height / factor / size[1];
  const box = cropBox(size, shape, framing).map((value, i) => value * (i % 2 ? down : across));
  return resizeBicubic(averaged, shape[1], shape[0], box);
}

/** The part of a photo of `size` that the network sees: [left, upper, right, lower] in pixels. */
function cropBox([width, height], [rows, columns], framing) {
  if (framing === 'whole') return [0, 0, width, height];
  const cropWidth = Math.min(width, Math.max(1, roundHalfToEven((height * columns) / rows)));
  const cropHeight = Math.min(height, Math.max(1, roundHalfToEven((width * rows) / columns)));
  const left = Math.floor((width - cropWidth) / 2);
  const upper = Math.floor((height - cropHeight) / 2);
  return [left, upper, left + cropWidth, upper + cropHeight];
}

/** The pixels for the detector: the whole photo, with enough pixels on the shorter side. */
function detailOf({ upright }, reading, longestRatio) {
  const factor = Math.max(1, Math.min(upright.width, upright.height) / reading.detailSide);
  const [width, height] = [upright.width, upright.height].map((length) =>
    Math.min(longestRatio * reading.detailSide, roundHalfToEven(length / factor)),
  );
  return resizeBicubic(upright, width, height);
}

/** The answer for a photo {rgba, width, height, isJpeg, framing}: its probability of class 1, the view and the map. */
function answer(network, photo) {
  const pixels = opaquePixels(photo.rgba, photo.width, photo.height);
  const reduced = reducePhoto(pixels, photo.isJpeg, network.reading);
  const isDetector = network.kind === 'detector';
  const view = isDetector
    ? detailOf(reduced, network.reading, network.longestRatio)
    : networkView(reduced, photo.framing, network.reading.shape);
  const { logit, map } = isDetector ? detectorAnswer(network, view) : networkAnswer(network, view);
  return { probability: 1 / (1 + Math.exp(-logit)), view, map };
}

/** In the worker: answers photos, one after the other. */
function work() {
  let network = null;
  addEventListener('message', ({ data }) => {
    if (data.network) {
      network = loadNetwork(data.network);
      return;
    }
    try {
      postMessage({ id: data.id, ...answer(network, data) });
    } catch (error) {
      postMessage({ id: data.id, error: String(error) });
    }
  });
}

// --- the language of the page: a sentence is an English text with values, [text, values]

/** The languages, by their tags; the translations, by the English texts; the tag chosen, and that of the numbers. */
const speech = { languages: {}, texts: {}, tag: 'en', locale: 'en' };

/** Whether two tags, such as "pt" and "pt-BR", are of one language. */
function isSameLanguage(one, other) {
  return one.split('-')[0].toLowerCase() === other.split('-')[0].toLowerCase();
}

/** Connects the choice of the language, which the address keeps; the first is that of the browser. */
function connectLanguage(find) {
  Object.assign(speech, JSON.parse(find('texts').textContent));
  const choice = find('language');
  for (const [tag, name] of Object.entries(speech.languages)) choice.append(new Option(name, tag));
  for (const option of choice.options) option.lang = option.value;
  for (const written of document.querySelectorAll('[data-text=""]')) written.dataset.text = written.textContent;
  for (const named of document.querySelectorAll('[data-aria=""]')) {
    named.dataset.aria = named.getAttribute('aria-label');
  }
  const follow = () => {
    const wanted = [location.hash.slice(1), ...navigator.languages];
    const known = Object.keys(speech.languages);
    const spoken = wanted.flatMap((tag) => known.filter((one) => isSameLanguage(one, tag)));
    speak([...spoken, 'en'][0]);
  };
  addEventListener('hashchange', follow);
  choice.addEventListener('change', () => {
    speak(choice.value);
    location.replace(`#${choice.value}`);
  });
  choice.hidden = false;
  follow();
}

/** Says everything in the language of a tag, with numbers as in the reader's country. */
function speak(tag) {
  speech.tag = tag;
  speech.locale = navigator.languages.find((one) => isSameLanguage(one, tag)) || tag;
  document.documentElement.lang = tag;
  document.getElementById('language').value = tag;
  document.querySelectorAll('[data-text], [data-aria]').forEach(show);
}

/** The words of a sentence in the language that is spoken. */
function say(text, values = {}) {
  const template = (speech.texts[text] || {})[speech.tag] || text;
  return template.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, form = '') => {
    const value = values[name];
    if (Array.isArray(value)) return say(...value);
    if (!form.includes('|')) return form || typeof value === 'number' ? localNumber(String(value)) : value;
    const [one, many] = form.split('|');
    const isOne = new Intl.PluralRules(speech.locale).select(Number(value)) === 'one';
    return `${localNumber(String(value))} ${isOne ? one : many}`;
  });
}

/** The numbers of a text in English notation, such as "67.0–88.8%", in that of the language. */
function localNumber(text) {
  return text.replace(/(\d[\d,]*)(?:\.(\d+))?(%?)/g, (_, whole, decimals = '', sign) => {
    const number = Number(`${whole.replace(/,/g, '')}.${decimals}`);
    const digits = { minimumFractionDigits: decimals.length, maximumFractionDigits: decimals.length };
    const format = new Intl.NumberFormat(speech.locale, { style: sign ? 'percent' : 'decimal', ...digits });
    return format.format(sign ? number / 100 : number);
  });
}

/** Shows the sentences of an element in the language that is spoken. */
function show(element) {
  const { text, aria, values } = element.dataset;
  const given = values ? JSON.parse(values) : {};
  if (text) element.textContent = say(text, given);
  if (aria) element.setAttribute('aria-label', say(aria, given));
}

/** Makes an element say a sentence from now on, or nothing. */
function write(element, text = '', values = {}) {
  Object.assign(element.dataset, { text, values: JSON.stringify(values) });
  if (text) show(element);
  else element.textContent = '';
}

/** Names an element for screen readers by a sentence. */
function describe(element, text, values = {}) {
  Object.assign(element.dataset, { aria: text, values: JSON.stringify(values) });
  show(element);
}

// --- the page

/** Starts the page: reads the network, and connects what can be pressed, dropped and pasted. */
function start() {
  const find = (id) => document.getElementById(id);
  connectLanguage(find);
  const network = JSON.parse(find('network').textContent);
  const missing = [
    ['Worker', 'computing beside the page'],
    ['createImageBitmap', 'reading pictures'],
    ['FileReader', 'reading files'],
  ].filter(([name]) => !(name in window));
  if (missing.length) {
    const what = missing.map(([, lacking]) => [lacking]).reduce((list, one) => ['{list}, {one}', { list, one }]);
    tell('This browser lacks {what}. Open the page in a current one.', { what });
    return;
  }
  const script = URL.createObjectURL(new Blob([find('script').textContent], { type: 'text/javascript' }));
  const worker = new Worker(script);
  worker.postMessage({ network });
  const waiting = new Map();
  let asked = 0;
  worker.addEventListener('message', ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) reject(new Error(data.error));
    else resolve(data);
  });
  worker.addEventListener('error', () => tell('This browser does not let the page compute. Try another one.'));

  /** The answer for a bitmap, with the framing that is chosen. Throws if the browser could not draw it. */
  async function ask(source, longest, isJpeg) {
    const { data, width, height } = drawnPixels(source, longest);
    const chosen = document.querySelector('input[name="framing"]:checked');
    asked += 1;
    const photo = { id: asked, rgba: data, width, height, isJpeg };
    photo.framing = chosen ? chosen.value : network.framing;
    const found = await new Promise((resolve, reject) => {
      waiting.set(photo.id, { resolve, reject });
      worker.postMessage(photo, [data.buffer]);
    });
    return { ...found, framing: photo.framing };
  }

  async function addFile(file) {
    const name = file.name || ['pasted picture'];
    try {
      const bitmap = await uprightBitmap(file);
      const isJpeg = (await firstBytes(file)) === 'ffd8';
      const found = await ask(bitmap, Infinity, isJpeg);
      find('answers').prepend(answerItem(name, found, network, bitmap));
      bitmap.close();
    } catch (error) {
      tell('{name}: this browser cannot read it. Save it as PNG or JPEG, with fewer pixels if it is very large.', {
        name,
      });
    }
  }

  async function addFiles(files) {
    tell();
    if (!files.length) tell('There was no picture in that.');
    find('answers').setAttribute('aria-busy', 'true');
    for (const [index, file] of files.entries()) {
      write(find('progress'), 'Looking at photo {index} of {count} …', { index: index + 1, count: files.length });
      await addFile(file);
    }
    write(find('progress'));
    find('answers').setAttribute('aria-busy', 'false');
    find('clear').hidden = !find('answers').children.length;
  }

  find('photos').addEventListener('change', async ({ target }) => {
    await addFiles([...target.files]);
    target.value = '';
  });
  addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dragged');
  });
  for (const ended of ['dragleave', 'drop']) {
    addEventListener(ended, () => document.body.classList.remove('dragged'));
  }
  addEventListener('drop', (event) => {
    event.preventDefault();
    addFiles([...event.dataTransfer.files]);
  });
  addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) addFiles(files);
  });
  find('clear').addEventListener('click', () => {
    find('answers').replaceChildren();
    find('clear').hidden = true;
    find('photos').focus();
  });
  connectCamera(find, network, ask);
}

/** The picture in a file, upright. Browsers follow the orientation that a JPEG notes, but not all that of a WebP. */
async function uprightBitmap(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const orientation = takeWebpOrientation(bytes);
  if (orientation === 1) return createImageBitmap(file);
  const stored = await createImageBitmap(new Blob([bytes]));
  const { width, height } = stored;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = orientation > 4 ? [height, width] : [width, height];
  const context = canvas.getContext('2d');
  context.setTransform(...uprightTransform(orientation, width, height));
  context.drawImage(stored, 0, 0);
  stored.close();
  return createImageBitmap(canvas);
}

/** The matrix with which a canvas draws a picture upright that is stored in an orientation from 2 to 8. */
function uprightTransform(orientation, width, height) {
  return {
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  }[orientation];
}

/** The orientation, 1 to 8, that the bytes of a WebP note as EXIF, and make them note it no more; 1 of other files. */
function takeWebpOrientation(bytes) {
  const view = new DataView(bytes.buffer);
  const text = (at) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (text(0) !== 'RIFF' || text(8) !== 'WEBP') return 1;
  for (let at = 12; at + 8 < bytes.length; at += 8 + 2 * Math.ceil(view.getUint32(at + 4, true) / 2)) {
    if (text(at) !== 'EXIF') continue;
    const end = Math.min(bytes.length, at + 8 + view.getUint32(at + 4, true));
    const tiff = text(at + 8) === 'Exif' ? at + 14 : at + 8;
    if (tiff + 8 > end) return 1;
    const isLittle = text(tiff).startsWith('II');
    const first = tiff + view.getUint32(tiff + 4, isLittle) + 2;
    for (let entry = first; entry + 12 <= end && view.getUint16(entry, isLittle); entry += 12) {
      const value = view.getUint16(entry + 8, isLittle);
      if (view.getUint16(entry, isLittle) !== 0x0112 || value < 2 || value > 8) continue;
      view.setUint16(entry + 8, 1, isLittle);
      return value;
    }
    return 1;
  }
  return 1;
}

/** The pixels {data, width, height} of a bitmap, at most `longest` wide and high. */
function drawnPixels(source, longest) {
  // Phones draw nothing, without an error, on a canvas of more than 16.7 million pixels.
  const most = Math.sqrt(2 ** 24 / (source.width * source.height));
  const factor = Math.min(1, most, longest / Math.max(source.width, source.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(factor * source.width));
  canvas.height = Math.max(1, Math.floor(factor * source.height));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  // They limit the pixels of all canvases together as well.
  canvas.width = canvas.height = 0;
  if (!pixels.data.some((value) => value)) throw new Error('nothing was drawn');
  return pixels;
}

/** Shows a sentence about what did not work, or none. */
function tell(text, values) {
  write(document.getElementById('message'), text, values);
}

/** The first two bytes of a file, in hexadecimal. */
async function firstBytes(file) {
  const bytes = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An element with a class and a sentence. */
function element(tag, className, text, values) {
  const made = document.createElement(tag);
  made.className = className;
  write(made, text, values);
  return made;
}

/** The name of a class: as it was given, but for the detector's, which are words of the program. */
function className(network, label) {
  return network.kind === 'detector' ? [network.classes[label]] : network.classes[label];
}

/** The label for a probability of class 1, its name, "unsure" where it is no answer, and its confidence. */
function verdict(network, probability) {
  const label = probability > network.threshold ? 1 : 0;
  const confidence = label ? probability : 1 - probability;
  return { label, name: confidence < network.unsureBelow ? 'unsure' : network.classes[label], confidence };
}

/** A percentage that is not rounded to certainty, as a sentence. */
function percent(share) {
  if (share > 0.999) return ['over {share:number}', { share: '99.9%' }];
  if (share < 0.001) return ['under {share:number}', { share: '0.1%' }];
  return ['{share:number}', { share: `${(100 * share).toFixed(share > 0.99 || share < 0.01 ? 1 : 0)}%` }];
}

/** The verdict as a sentence. */
function verdictSentence(network, probability) {
  const { label, confidence } = verdict(network, probability);
  if (confidence < network.unsureBelow) {
    return ['unsure ({name} {share})', { name: className(network, 1), share: percent(probability) }];
  }
  const text = confidence < 0.5 ? '{name} ({share}, by the threshold)' : '{name} ({share})';
  return [text, { name: className(network, label), share: percent(confidence) }];
}

/** A sentence on how often such answers were right, if they were tested with this framing. */
function trustSentence(network, found) {
  const sentences = network.trust[found.framing];
  return sentences ? sentences[found.probability > network.threshold ? 1 : 0] : network.untested;
}

/** The item of an answered photo. */
function answerItem(name, found, network, bitmap) {
  const { name: label } = verdict(network, found.probability);
  const item = element('li', 'answer');
  item.dataset.name = String(name);
  item.dataset.probability = String(found.probability);
  item.dataset.label = label;
  const pictures = element('div', 'pictures');
  pictures.append(photoCanvas(bitmap, name), viewFigure(found, network));
  const meter = element('meter', 'meter');
  meter.value = found.probability;
  const share = percent(found.probability);
  const caption = ['Probability of {name}: {share}', { name: className(network, 1), share }];
  describe(meter, ...caption);
  item.append(pictures, element('p', 'verdict', ...verdictSentence(network, found.probability)), meter);
  item.append(element('p', 'name', ...caption), element('p', 'trust', ...trustSentence(network, found)));
  item.append(element('p', 'name', '{name}', { name }));
  return item;
}

/** The photo, at most 320 pixels on its longer side. */
function photoCanvas(bitmap, name) {
  const factor = Math.min(1, 320 / Math.max(bitmap.width, bitmap.height));
  const canvas = element('canvas', 'photo');
  canvas.width = Math.max(1, Math.round(bitmap.width * factor));
  canvas.height = Math.max(1, Math.round(bitmap.height * factor));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  canvas.setAttribute('role', 'img');
  describe(canvas, 'The photo {name}', { name });
  return canvas;
}

/** The picture as the network sees it, with its map if it has one. */
function viewFigure(found, network) {
  const figure = element('figure', 'view');
  const canvas = element('canvas', 'pixels');
  paintView(canvas, found, network);
  canvas.setAttribute('role', 'img');
  const caption = found.map ? network.texts.map : network.texts.view;
  figure.append(canvas, element('figcaption', '', ...caption));
  describe(canvas, ...caption);
  return figure;
}

/** Paints the view on a canvas, in gray under the colors of its map. */
function paintView(canvas, { view, map }, network) {
  canvas.width = view.width;
  canvas.height = view.height;
  const context = canvas.getContext('2d');
  const image = context.createImageData(view.width, view.height);
  for (let i = 0, k = 0; i < image.data.length; i += 4, k += 3) {
    const gray = (view.values[k] + view.values[k + 1] + view.values[k + 2]) / 3;
    for (let c = 0; c < 3; c++) image.data[i + c] = map ? gray : view.values[k + c];
    image.data[i + 3] = 255;
  }
  if (map) {
    const largest = map.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    for (let y = 0, i = 0; y < view.height; y++) {
      const row = Math.floor((y * map.height) / view.height);
      for (let x = 0; x < view.width; x++, i += 4) {
        const value = map.values[row * map.width + Math.floor((x * map.width) / view.width)];
        const strength = 0.7 * Math.min(1, Math.abs(value) / largest);
        const color = network.colors[value > 0 ? 1 : 0];
        for (let c = 0; c < 3; c++) image.data[i + c] += strength * (color[c] - image.data[i + c]);
      }
    }
  }
  context.putImageData(image, 0, 0);
}

/** Connects the camera: a preview, mirrored unless it looks away, and an answer as often as one is ready. */
function connectCamera(find, network, ask) {
  let stream = null;
  const video = find('video');

  function stop() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    find('camera-area').hidden = true;
    write(find('camera'), 'Use the camera');
  }

  async function answerFrames() {
    let shown = 0;
    const begun = performance.now();
    while (stream) {
      if (video.videoWidth) {
        // The square in the middle, as it is drawn on the preview.
        const side = Math.min(video.videoWidth, video.videoHeight);
        const square = await createImageBitmap(
          video,
          (video.videoWidth - side) >> 1,
          (video.videoHeight - side) >> 1,
          side,
          side,
        );
        const found = await ask(square, 512, false);
        square.close();
        if (!stream) return;
        shown += 1;
        const output = find('camera-answer');
        write(output, ...verdictSentence(network, found.probability));
        write(find('camera-trust'), ...trustSentence(network, found));
        output.dataset.probability = String(found.probability);
        output.dataset.rate = String((1000 * shown) / (performance.now() - begun));
        paintView(find('camera-view'), found, network);
      }
      await new Promise((resolve) => setTimeout(resolve, video.videoWidth ? 0 : 100));
    }
  }

  find('camera').addEventListener('click', async () => {
    if (stream) {
      stop();
      return;
    }
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
      tell('This browser lets no page that was opened from a file use the camera. Try another browser, or photos.');
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    } catch (error) {
      if (error.name === 'NotFoundError') tell('There is no camera on this computer.');
      else tell('The camera was refused: allow it for this page in the browser, or use photos.');
      return;
    }
    tell();
    write(find('camera'), 'Stop the camera');
    find('camera-area').hidden = false;
    write(find('camera-answer'), 'Looking …');
    const { facingMode } = stream.getVideoTracks()[0].getSettings();
    video.classList.toggle('mirrored', facingMode !== 'environment');
    video.srcObject = stream;
    await video.play();
    answerFrames();
  });
}

if (typeof document === 'undefined') work();
else start();
