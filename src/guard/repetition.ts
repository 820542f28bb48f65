const SAY_EVERY_MS = 60_000;

/** Says each text when it is new; the same is said again once a minute, as a sign of life. */
export function sayOnceAMinute(
  say: (text: string) => void,
  { now }: { readonly now: () => number },
): (text: string) => void {
  const said = { text: '', at: 0 };
  return (text) => {
    if (text === said.text && now() - said.at < SAY_EVERY_MS) return;
    [said.text, said.at] = [text, now()];
    say(text);
  };
}
