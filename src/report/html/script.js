// Filters the findings. The page is read as XML too, so that neither "less than" nor "ampersand"
// stands here.
'use strict';
(function () {
  const form = document.getElementById('filters');
  if (!form) return;
  const none = document.getElementById('none');
  const shown = form.elements.namedItem('shown');
  const rule = form.elements.namedItem('rule');
  const search = form.elements.namedItem('text');
  const boxes = Array.from(form.querySelectorAll('input[type=checkbox]'));
  const groups = Array.from(document.querySelectorAll('details.group'), (group) => ({
    group,
    name: group.querySelector('h3').textContent,
    cards: Array.from(group.querySelectorAll('article'), (card) => ({ card, words: null })),
  }));
  const all = groups.reduce((sum, { cards }) => sum + cards.length, 0);

  // Read once, at the first search.
  function words(entry, name) {
    entry.words ??= (name + '\n' + entry.card.textContent).toLowerCase();
    return entry.words;
  }

  function apply() {
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const wanted = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const fits = (entry, name) => {
      if (!severities.has(entry.card.className)) return false;
      if (rule.value !== '') if (entry.card.dataset.rule !== rule.value) return false;
      return wanted.every((word) => words(entry, name).includes(word));
    };
    let sum = 0;
    for (const { group, name, cards } of groups) {
      let here = 0;
      for (const entry of cards) {
        const fit = fits(entry, name);
        entry.card.hidden = !fit;
        if (fit) here += 1;
      }
      group.hidden = here === 0;
      sum += here;
    }
    none.hidden = sum !== 0;
    const noun = all === 1 ? ' finding' : ' findings';
    shown.value = sum === all ? all + noun : sum + ' of ' + all + noun;
  }

  let waiting = 0;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  form.addEventListener('change', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The fields are reset after the event.
  form.addEventListener('reset', () => setTimeout(apply));
  form.hidden = false;
  // A browser may have kept the fields of an earlier visit.
  apply();
})();
