// The list as the tablet knows it: what the server said last, less what was handed out since and is still to be sent.

export function standing(list, acts) {
  const people = new Map(list.people.map((one) => [one.booking, { ...one, lines: one.lines.map((line) => ({ ...line })) }]));
  const gifts = new Map(list.gifts.map((one) => [one.id, { ...one }]));
  for (const act of acts) {
    const person = people.get(act.booking);
    if (!person) continue;
    for (const line of person.lines) if (act.redemptions.includes(line.id)) Object.assign(line, { handed: true, waiting: true });
    for (const { gift } of act.gifts) {
      const own = gifts.get(gift);
      if (!own) continue;
      own.pieces -= 1;
      person.purse -= own.points;
      if (gift in person.left) person.left = { ...person.left, [gift]: person.left[gift] - 1 };
      person.lines.push({ id: act.id, gift: own.name, points: own.points, handed: true, waiting: true, act: "" });
    }
    person.served = true;
  }
  return { people: [...people.values()], gifts: [...gifts.values()] };
}

/** What of a gift can still be put into the basket of a person, with `basket` (gift id → pieces) in it already. */
export function mayTake(person, gift, basket, gifts) {
  const spent = gifts.reduce((sum, one) => sum + (basket.get(one.id) ?? 0) * one.points, 0);
  const taken = basket.get(gift.id) ?? 0;
  return gift.pieces > taken && person.purse - spent >= gift.points && (person.left[gift.id] ?? Infinity) > taken;
}

/** Those whom a search means: a scanned code, a number, a name, pinyin or initials. Waiting ones first. */
export function search(people, text) {
  const wanted = text.trim().toLowerCase();
  const rank = (one) => (one.served ? 2 : one.number === null ? 1 : 0);
  const fits = (one) =>
    !wanted ||
    one.token.toLowerCase() === wanted ||
    String(one.number ?? "") === wanted ||
    one.name.toLowerCase().includes(wanted) ||
    one.pinyin.startsWith(wanted) ||
    one.initials.startsWith(wanted);
  return people
    .filter(fits)
    .sort((one, other) => rank(one) - rank(other) || (one.number ?? 1e9) - (other.number ?? 1e9) || one.slot.localeCompare(other.slot));
}
