// Tables of any length: sorted and filtered over all rows, shown a page at a time. The rows' HTML was made by the suite and lies
// packed in blocks; here it is only taken out.
for (const section of document.querySelectorAll('section.paged')) {
  const { kinds, rows } = JSON.parse(section.querySelector('script[type="application/json"]').textContent);
  const packed = new Map([...section.querySelectorAll('script[data-block]')].map(block => [+block.dataset.block, block]));
  const size = +section.dataset.size;
  const what = section.dataset.what;
  const table = section.querySelector('table');
  const tools = section.querySelector('.tools');
  const pages = section.querySelector('.pages');
  const heads = [...table.tHead.querySelectorAll('th[data-column]')];
  const collator = new Intl.Collator('en', { numeric: true });
  const number = new Intl.NumberFormat('en');
  const searched = kinds.flatMap((kind, column) => kind === 'text' || kind === 'choice' ? [column] : []);
  const choiceColumn = kinds.indexOf('choice');
  let texts, choice = null, words = [], column = +section.dataset.sort, down = true, found = [], page = 0, turn = 0;

  // Rows of equal value stay in the order of the report; what has no value comes last.
  const compare = (a, b) => {
    const x = rows[a][column], y = rows[b][column];
    if (x === null || y === null) return (x === null) - (y === null) || a - b;
    const order = kinds[column] === 'number' ? x - y : collator.compare(x, y);
    return (down ? -order : order) || a - b;
  };
  const holds = row => (choice === null || rows[row][choiceColumn] === choice) && words.every(word => texts[row].includes(word));
  const find = () => {
    texts ??= rows.map(row => searched.map(one => row[one] ?? '').join('\n').toLowerCase());
    found = [...rows.keys()].filter(holds).sort(compare);
    page = 0;
  };

  const open = new Map();
  const unpack = async number => {
    const bytes = Uint8Array.from(atob(packed.get(number).textContent), letter => letter.charCodeAt(0));
    return (await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()).split('\n');
  };
  const block = number => {
    const lines = open.get(number) ?? unpack(number);
    // The last ones used are the ones kept.
    open.delete(number);
    open.set(number, lines);
    if (open.size > 100) open.delete(open.keys().next().value);
    return lines;
  };

  const show = async () => {
    const mine = ++turn;
    table.setAttribute('aria-busy', 'true');
    const lines = await Promise.all(found.slice(page * size, (page + 1) * size).map(async row => (await block(Math.floor(row / size)))[row % size]));
    // Somebody asked for something else in the meantime.
    if (mine !== turn) return;
    const template = document.createElement('template');
    template.innerHTML = `<table>${lines.join('')}</table>`;
    for (const body of [...table.tBodies]) body.remove();
    table.append(...template.content.firstChild.tBodies);
    tell();
    table.setAttribute('aria-busy', 'false');
  };
  const tell = () => {
    const last = Math.max(0, Math.ceil(found.length / size) - 1);
    const of = found.length === rows.length ? `${number.format(rows.length)} ${what}` : `${number.format(found.length)} of ${number.format(rows.length)} ${what}`;
    where.textContent = found.length === 0 ? `None of ${of.replace(/^0 of /, '')}` : `${number.format(page * size + 1)}–${number.format(Math.min(found.length, (page + 1) * size))} of ${of}`;
    for (const [button, disabled] of [[first, page === 0], [previous, page === 0], [next, page === last], [end, page === last]]) button.disabled = disabled;
    for (const head of heads) {
      if (+head.dataset.column === column) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    for (const button of choices.children) button.setAttribute('aria-pressed', String(button.value === (choice ?? '')));
  };

  const button = (parent, text, label, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    if (label) made.setAttribute('aria-label', label);
    made.addEventListener('click', act);
    parent.append(made);
    return made;
  };
  const turnTo = to => { page = to; show().then(() => { if (section.getBoundingClientRect().top < 0) section.scrollIntoView(); }); };
  const first = button(pages, '«', 'First page', () => turnTo(0));
  const previous = button(pages, '‹ Previous', '', () => turnTo(page - 1));
  const where = document.createElement('span');
  where.setAttribute('role', 'status');
  pages.append(where);
  const next = button(pages, 'Next ›', '', () => turnTo(page + 1));
  const end = button(pages, '»', 'Last page', () => turnTo(Math.ceil(found.length / size) - 1));

  const choices = tools.querySelector('.choices');
  const choose = (value, text) => { button(choices, text, '', () => { choice = value; find(); show(); }).value = value ?? ''; };
  if (choiceColumn >= 0) {
    const counts = new Map();
    for (const row of rows) counts.set(row[choiceColumn], (counts.get(row[choiceColumn]) ?? 0) + 1);
    choose(null, `All ${number.format(rows.length)}`);
    for (const value of [...counts.keys()].sort(collator.compare)) choose(value, `${value} ${number.format(counts.get(value))}`);
  }
  tools.querySelector('input').addEventListener('input', event => {
    words = event.target.value.toLowerCase().split(/\s+/).filter(word => word);
    find();
    show();
  });
  for (const head of heads) {
    head.firstChild.addEventListener('click', () => {
      const same = +head.dataset.column === column;
      column = +head.dataset.column;
      down = same ? !down : kinds[column] === 'number';
      find();
      show();
    });
  }

  tools.hidden = pages.hidden = false;
  // The first page stands in the document already.
  find();
  tell();
}
