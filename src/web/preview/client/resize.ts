const [step, bigStep] = [10, 50];

/** Lets the grip beside a pane be dragged, and moved with the arrow keys once it has the focus. */
export function watchGrips(): void {
  document.addEventListener('pointerdown', (event) => {
    const grip = gripOf(event.target);
    if (grip === null) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    grip.focus();
    drag(grip, event.clientX);
  });
  document.addEventListener('keydown', (event) => {
    const grip = gripOf(event.target);
    const by = grip === null ? 0 : stepOf(event);
    if (grip === null || by === 0) return;
    event.preventDefault();
    setWidth(grip, widthOf(grip) + by);
    keepWidth(grip);
  });
}

function gripOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof HTMLElement && target.classList.contains('grip') ? target : null;
}

function stepOf({ key, shiftKey }: KeyboardEvent): number {
  const size = shiftKey ? bigStep : step;
  if (key === 'ArrowLeft') return -size;
  return key === 'ArrowRight' ? size : 0;
}

/** Both edges move where the panes stand in the middle, but the hand expects the one it holds to follow it. */
function drag(grip: HTMLElement, from: number): void {
  const before = widthOf(grip);
  document.body.classList.add('sizing');
  const move = ({ clientX }: PointerEvent) => setWidth(grip, before + clientX - from);
  const end = () => {
    document.body.classList.remove('sizing');
    grip.removeEventListener('pointermove', move);
    keepWidth(grip);
  };
  grip.addEventListener('pointermove', move);
  grip.addEventListener('lostpointercapture', end, { once: true });
}

function widthOf(grip: HTMLElement): number {
  return Number(grip.getAttribute('aria-valuenow'));
}

function setWidth(grip: HTMLElement, wanted: number): void {
  const [least, most] = [
    Number(grip.getAttribute('aria-valuemin')),
    Number(grip.getAttribute('aria-valuemax')),
  ];
  const width = Math.round(Math.min(most, Math.max(least, wanted)));
  const pane = grip.closest<HTMLElement>('.pane');
  const label = pane?.querySelector('.width');
  grip.setAttribute('aria-valuenow', String(width));
  grip.setAttribute('aria-valuetext', `${width} pixels`);
  pane?.style.setProperty('--width', `${width}px`);
  if (label) label.textContent = `${width} px`;
}

/** Writes the width into the address and tells the page, which renews its links. */
function keepWidth(grip: HTMLElement): void {
  const at = [...document.querySelectorAll('.grip')].indexOf(grip);
  document.dispatchEvent(new CustomEvent('pane-width', { detail: { at, width: widthOf(grip) } }));
}
