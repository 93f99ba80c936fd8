(() => {
  const tip = document.createElement('div');
  tip.className = 'tip';
  document.body.append(tip);
  for (const title of document.querySelectorAll('figure svg title')) {
    const shape = title.parentNode;
    const text = title.textContent;
    title.remove();
    shape.setAttribute('aria-label', text);
    shape.addEventListener('pointerenter', event => {
      tip.textContent = text;
      tip.style.display = 'block';
      const width = document.documentElement.clientWidth;
      tip.style.left = Math.max(6, Math.min(event.clientX + 12, width - tip.offsetWidth - 6)) + 'px';
      tip.style.top = Math.max(6, event.clientY - tip.offsetHeight - 10) + 'px';
    });
    shape.addEventListener('pointerleave', () => { tip.style.display = 'none'; });
  }
})();
