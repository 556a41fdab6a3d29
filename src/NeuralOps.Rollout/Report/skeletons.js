// Camera: orbits a target; x right, y up, z towards the viewer, in metres.
function project(camera, width, height, [x, y, z]) {
  const [dx, dy, dz] = [x - camera.target[0], y - camera.target[1], z - camera.target[2]];
  const [sy, cy, sp, cp] = [Math.sin(camera.yaw), Math.cos(camera.yaw), Math.sin(camera.pitch), Math.cos(camera.pitch)];
  const across = cy * dx - sy * dz, along = sy * dx + cy * dz;
  const depth = camera.distance - (sp * dy + cp * along);
  const scale = 1.9 * Math.min(width, height) / Math.max(depth, 0.05);
  return { x: width / 2 + across * scale, y: height / 2 - (cp * dy - sp * along) * scale, scale, depth };
}

function unpackMotion(motion) {
  const levels = new Uint16Array(unpack(motion.data).buffer), contacts = unpack(motion.contacts);
  const place = Float32Array.from(levels, (level, i) => level === 65535 ? NaN : motion.origin[i % 3] + level * motion.scale);
  const at = (frame, joint) => { const i = (frame * motion.joints + joint) * 3; return [place[i], place[i + 1], place[i + 2]]; };
  const side = joint => motion.left.includes(joint) ? '--left' : motion.right.includes(joint) ? '--right' : '--ink';
  const bones = motion.chains.flatMap(chain => chain.slice(1).map((joint, i) => ({ from: chain[i], to: joint, color: side(joint) })));
  const heads = motion.chains.map(chain => chain[chain.length - 1]).filter(joint => side(joint) === '--ink');
  return { ...motion, at, bones, heads, seconds: (motion.frames - 1) / motion.rate,
    touches: (frame, k) => contacts[frame * motion.feet.length + k] === 1 };
}

// The pose between two frames, so that playing is smooth at any rate of the data.
function pose(motion, seconds) {
  const exact = Math.min(seconds * motion.rate, motion.frames - 1), frame = Math.floor(exact + 1e-6), share = exact - frame;
  const next = Math.min(frame + 1, motion.frames - 1);
  const joints = Array.from({ length: motion.joints }, (_, j) => {
    const [a, b] = [motion.at(frame, j), motion.at(next, j)];
    return a.map((value, axis) => value + (b[axis] - value) * Math.max(share, 0));
  });
  return { frame, joints };
}

// size: 1 for a body of 1.75 m, so that limbs are as thick as the body is tall.
function drawScene(context, width, height, camera, motion, seconds, size, color) {
  const { frame, joints } = pose(motion, seconds);
  const at = point => project(camera, width, height, point);
  const line = (a, b, style, thickness, alpha = 1) => {
    if (![a.x, a.y, b.x, b.y].every(Number.isFinite) || a.depth < 0.1 || b.depth < 0.1) return;
    context.globalAlpha = alpha; context.strokeStyle = style; context.lineWidth = thickness;
    context.beginPath(); context.moveTo(a.x, a.y); context.lineTo(b.x, b.y); context.stroke();
  };
  const disc = (p, radius, style) => {
    if (!Number.isFinite(p.x) || p.depth < 0.1) return;
    context.globalAlpha = 1; context.fillStyle = style;
    context.beginPath(); context.arc(p.x, p.y, radius, 0, 2 * Math.PI); context.fill();
  };
  context.clearRect(0, 0, width, height);
  context.lineCap = 'round';
  const step = 0.5, reach = 8, [cx, cz] = [Math.round(camera.target[0] / step), Math.round(camera.target[2] / step)];
  const fade = (i, j) => Math.max(0, 1 - Math.hypot(i, j) / reach) ** 1.5;
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j < reach; j++) {
      const alpha = fade(i, j + 0.5);
      if (alpha === 0) continue;
      const point = (a, b) => at([(cx + a) * step, 0, (cz + b) * step]);
      line(point(i, j), point(i, j + 1), color('--soft'), 1, 0.55 * alpha);
      line(point(j, i), point(j + 1, i), color('--soft'), 1, 0.55 * alpha);
    }
  }
  const path = Array.from({ length: motion.frames }, (_, t) => motion.at(t, 0)).map(([x, , z]) => at([x, 0.002, z]));
  for (let t = 1; t < path.length; t++) line(path[t - 1], path[t], color('--path'), t <= frame ? 2.2 : 1.2, t <= frame ? 0.9 : 0.3);
  const points = joints.map(at), shadow = joints.map(([x, , z]) => at([x, 0.001, z]));
  context.globalAlpha = 1; context.strokeStyle = color('--shadow'); context.lineWidth = 0.05 * size * points[0].scale; context.lineJoin = 'round';
  context.beginPath();
  for (const [a, b] of motion.bones.map(bone => [shadow[bone.from], shadow[bone.to]])) {
    if (![a.x, a.y, b.x, b.y].every(Number.isFinite) || a.depth < 0.1 || b.depth < 0.1) continue;
    context.moveTo(a.x, a.y); context.lineTo(b.x, b.y);
  }
  context.stroke();
  const depth = bone => points[bone.from].depth + points[bone.to].depth;
  for (const bone of [...motion.bones].sort((a, b) => depth(b) - depth(a))) {
    const [a, b] = [points[bone.from], points[bone.to]];
    line(a, b, color(bone.color), Math.max(2, 0.022 * size * (a.scale + b.scale)));
  }
  for (const joint of motion.heads) disc(points[joint], Math.max(3, 0.085 * size * points[joint].scale), color('--ink'));
  motion.feet.forEach((joint, k) => {
    if (motion.touches(frame, k)) disc(points[joint], Math.max(3.5, 0.045 * size * points[joint].scale), color('--touch'));
  });
  context.globalAlpha = 1;
}

function drawSkeletons(section, host) {
  const scenes = make('select', { 'aria-label': 'Scene' }, ...section.scenes.map((scene, i) => make('option', { value: i }, scene.name)));
  const play = make('button', { type: 'button' }, 'Play');
  const slider = make('input', { type: 'range', min: 0, value: 0, step: 'any', 'aria-label': 'Time in seconds' });
  const speed = make('select', { 'aria-label': 'Speed' }, ...[0.25, 0.5, 1, 2].map(s => make('option', { value: s }, `${s} ×`)));
  const follow = make('input', { type: 'checkbox', checked: '' });
  const reset = make('button', { type: 'button' }, 'Reset view');
  const time = make('span', { class: 'time' }), caption = make('p', { class: 'caption' }), panels = make('div', { class: 'poses' });
  const key = (name, text) => make('span', {}, make('span', { class: 'dot', style: `background:var(${name})` }), text);
  host.append(make('div', { class: 'controls' }, ...(section.scenes.length > 1 ? [scenes] : []), play, slider, time, speed,
    make('label', {}, follow, ' follow'), reset), caption, panels,
    make('div', { class: 'legend' }, key('--left', 'left'), key('--right', 'right'), key('--ink', 'spine'), key('--touch', 'foot in contact'),
      key('--path', 'path of the root'), make('span', {}, 'grid of 0.5 m')),
    make('p', { class: 'hint' }, 'Drag or arrow keys turn, + and − or the wheel over a chosen picture zoom, space plays, comma and full stop step.'));
  speed.value = 1;
  const start = { yaw: 0.65, pitch: 0.28, zoom: 1 };
  let camera = { ...start }, views = [], length = 1, playing = null, spans;

  function target(motion, seconds) {
    const centre = [0, 1, 2].map(axis => (spans[axis][0] + spans[axis][1]) / 2);
    if (!follow.checked) return centre;
    const root = pose(motion, seconds).joints[0];
    return [root[0], centre[1], root[2]].map((value, axis) => Number.isFinite(value) ? value : centre[axis]);
  }

  function show() {
    const style = getComputedStyle(document.documentElement), color = name => style.getPropertyValue(name).trim();
    const seconds = +slider.value;
    time.textContent = `${seconds.toFixed(2)} s of ${length.toFixed(2)} s`;
    const tall = Math.max(spans[1][1] - spans[1][0], 0.5);
    const wide = follow.checked ? 0 : Math.hypot(spans[0][1] - spans[0][0], spans[2][1] - spans[2][0]);
    for (const view of views) {
      const ratio = window.devicePixelRatio || 1, [width, height] = [view.canvas.clientWidth, view.canvas.clientHeight];
      if (!width) continue;
      if (view.canvas.width !== Math.round(width * ratio)) { view.canvas.width = width * ratio; view.canvas.height = height * ratio; }
      const context = view.canvas.getContext('2d');
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const shot = { ...camera, target: target(view.motion, seconds), distance: (2.5 * tall + wide) * camera.zoom };
      drawScene(context, width, height, shot, view.motion, seconds, tall / 1.75, color);
    }
  }

  function turn(yaw, pitch, zoom = 1) {
    camera = { yaw: camera.yaw + yaw, pitch: Math.min(1.5, Math.max(0.02, camera.pitch + pitch)),
      zoom: Math.min(6, Math.max(0.25, camera.zoom * zoom)) };
    show();
  }

  function seek(seconds) { slider.value = Math.min(Math.max(seconds, 0), length); show(); }

  function toggle() {
    if (playing) { cancelAnimationFrame(playing.request); playing = null; play.textContent = 'Play'; return; }
    playing = { at: performance.now() };
    play.textContent = 'Pause';
    const tick = now => {
      const next = +slider.value + (now - playing.at) / 1000 * +speed.value;
      playing.at = now;
      seek(next >= length ? 0 : next);
      playing.request = requestAnimationFrame(tick);
    };
    playing.request = requestAnimationFrame(tick);
  }

  const keys = {
    ArrowLeft: () => turn(-0.12, 0), ArrowRight: () => turn(0.12, 0), ArrowUp: () => turn(0, 0.08), ArrowDown: () => turn(0, -0.08),
    '+': () => turn(0, 0, 1 / 1.15), '=': () => turn(0, 0, 1 / 1.15), '-': () => turn(0, 0, 1.15), ' ': toggle,
    ',': () => seek(+slider.value - 1 / views[0].motion.rate), '.': () => seek(+slider.value + 1 / views[0].motion.rate),
  };

  function listen(canvas) {
    let last = null;
    canvas.addEventListener('pointerdown', event => { last = event; canvas.setPointerCapture(event.pointerId); canvas.focus(); });
    canvas.addEventListener('pointermove', event => {
      if (!last) return;
      const [dx, dy] = [event.clientX - last.clientX, event.clientY - last.clientY];
      last = event;
      turn(-dx * 0.009, dy * 0.007);
    });
    for (const name of ['pointerup', 'pointercancel']) canvas.addEventListener(name, () => { last = null; });
    canvas.addEventListener('wheel', event => {
      if (document.activeElement !== canvas) return; // elsewhere the page scrolls
      event.preventDefault();
      turn(0, 0, Math.exp(event.deltaY * 0.0012));
    }, { passive: false });
    canvas.addEventListener('keydown', event => {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  function choose() {
    const scene = section.scenes[+scenes.value];
    caption.textContent = scene.caption;
    caption.hidden = !scene.caption;
    views = scene.motions.map(unpackMotion).map(motion => {
      const canvas = make('canvas', { class: 'skeleton', tabindex: 0, role: 'img', 'aria-label': `Animated skeleton: ${motion.name}` });
      const thinned = motion.stride > 1 ? `, every ${motion.stride}th frame` : '';
      listen(canvas);
      return { motion, canvas, figure: make('figure', {}, make('figcaption', {}, make('strong', {}, motion.name),
        ` ${label(motion.seconds)} s${thinned}`), canvas) };
    });
    length = Math.max(...views.map(view => view.motion.seconds), 0.01);
    spans = [[1e9, -1e9], [0, -1e9], [1e9, -1e9]];
    for (const { motion } of views) {
      for (let t = 0; t < motion.frames; t++) {
        for (let j = 0; j < motion.joints; j++) {
          motion.at(t, j).forEach((v, axis) => { if (Number.isFinite(v)) spans[axis] = [Math.min(spans[axis][0], v), Math.max(spans[axis][1], v)]; });
        }
      }
    }
    slider.max = length;
    slider.value = Math.min(+slider.value, length);
    panels.replaceChildren(...views.map(view => view.figure));
    show();
  }

  scenes.addEventListener('change', choose);
  slider.addEventListener('input', show);
  follow.addEventListener('change', show);
  play.addEventListener('click', toggle);
  reset.addEventListener('click', () => { camera = { ...start }; show(); });
  window.addEventListener('resize', show);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  choose();
  requestAnimationFrame(show); // once the page has given the pictures their size
}
