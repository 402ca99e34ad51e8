// A bar for each day: as high as the tokens that were used in it.

import { money, short, tokensOf } from "$/public/settings/usage/numbers.js";
import { USAGE } from "$/public/words/studio-usage.js";

const DAY = 86_400_000;
const dayName = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });

export const UsageDays = ({ days, today, sums }) => {
  const known = new Map(sums.map(({ day, sum }) => [day, sum]));
  const most = Math.max(...sums.map(({ sum }) => tokensOf(sum)), 1);
  const all = Array.from({ length: days }, (_, index) => today - days + 1 + index);
  const name = (day) => dayName.format(day * DAY);
  return (
    <figure className="usage-days">
      <ol>
        {all.map((day) => (
          <Bar key={day} name={name(day)} sum={known.get(day)} most={most} />
        ))}
      </ol>
      <figcaption aria-hidden>
        <span>{name(all[0])}</span>
        <span>{name(today)}</span>
      </figcaption>
    </figure>
  );
};

const Bar = ({ name, sum, most }) => {
  if (!sum) return <li aria-hidden title={name} />;
  const told = USAGE.dayTold(name, sum.requests, short(tokensOf(sum)), money(sum.cost));
  return (
    <li title={told}>
      <span className="usage-bar" style={{ height: `${(100 * tokensOf(sum)) / most}%` }} />
      <span className="only-heard">{told}</span>
    </li>
  );
};
