// Settings: what models were asked for in the team and what it cost. Members see their own.

import { useEffect, useState } from "react";
import { Link } from "react-router";
import { ask } from "$/public/app/api.js";
import { Choice, Setting } from "$/public/settings/parts.jsx";
import { UsageDays } from "$/public/settings/usage/days.jsx";
import { money, short, tokensOf, whole } from "$/public/settings/usage/numbers.js";
import { Ceilings } from "$/public/settings/usage/reply-limits.jsx";
import { USAGE } from "$/public/words/studio-usage.js";

export const Usage = ({ me, team }) => {
  const [days, setDays] = useState("30");
  const [whose, setWhose] = useState("me");
  const found = useUsage(team.id, days, team.role === "member" ? "me" : whose);
  const alone = me.mode !== "accounts";
  const many = !alone && team.role !== "member";
  return (
    <>
      <Setting id="usage" title={USAGE.title} note={alone ? USAGE.noteAlone : USAGE.note}>
        <div className="usage-choices">
          <Choice label={USAGE.days} options={USAGE.dayOptions} chosen={days} onChoose={setDays} />
          {many && (
            <Choice label={USAGE.whose} options={USAGE.whoseOptions} chosen={whose} onChoose={setWhose} />
          )}
        </div>
        {found && !found.ok && <p className="failure">{found.sentence}</p>}
        {found?.ok && <Totals sum={found.total} />}
      </Setting>
      {found?.ok && found.total.requests > 0 && <Parts found={found} />}
      {team.role !== "member" && <Ceilings key={team.id} team={team} />}
    </>
  );
};

// What was asked for last counts, however late the answers come.
const useUsage = (team, days, whose) => {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let wanted = true;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    const look = async () => {
      const answer = await ask(`teams/${team}/usage?${new URLSearchParams({ days, whose, zone })}`);
      if (wanted) setFound(answer);
    };
    look();
    return () => {
      wanted = false;
    };
  }, [team, days, whose]);
  return found;
};

const Totals = ({ sum }) => {
  if (!sum.requests) return <p className="setting-note">{USAGE.nothing}</p>;
  return (
    <>
      <dl className="usage-totals">
        <Total name={USAGE.requests} figure={whole(sum.requests)} />
        <Total
          name={USAGE.tokens}
          figure={short(tokensOf(sum))}
          note={USAGE.ofTokens(short(sum.prompt_tokens), short(sum.completion_tokens))}
        />
        <Total
          name={USAGE.cost}
          figure={money(sum.cost)}
          note={sum.cost !== null && sum.unknown > 0 && USAGE.andUnknown}
        />
      </dl>
      {sum.unknown > 0 && <p className="setting-note">{USAGE.unknownPrices(sum.unknown)}</p>}
      {sum.estimated > 0 && <p className="setting-note">{USAGE.estimated(sum.estimated)}</p>}
    </>
  );
};

const Total = ({ name, figure, note }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {figure}
      {note && <small>{note}</small>}
    </dd>
  </div>
);

const Parts = ({ found }) => (
  <>
    <Setting id="usage-days" title={USAGE.byDay}>
      <UsageDays days={found.days} today={found.today} sums={found.by_day} />
    </Setting>
    <Setting id="usage-models" title={USAGE.byModel}>
      <Table heading={USAGE.model} lines={found.by_model} nameOf={modelName} />
    </Setting>
    {found.by_person.length > 0 && (
      <Setting id="usage-people" title={USAGE.byPerson}>
        <Table heading={USAGE.person} lines={found.by_person} nameOf={({ name }) => name || USAGE.somebody} />
      </Setting>
    )}
    <Setting id="usage-chats" title={USAGE.byChat} note={USAGE.chatNote}>
      <Table heading={USAGE.chat} lines={found.by_chat} nameOf={chatName} />
    </Setting>
  </>
);

const modelName = ({ id, name }) => name || id;

const chatName = ({ id, name }) =>
  id ? <Link to={`/chat/${id}`}>{name || USAGE.untitled}</Link> : USAGE.otherChats;

const Table = ({ heading, lines, nameOf }) => {
  const most = Math.max(...lines.map(({ sum }) => tokensOf(sum)), 1);
  return (
    <table className="usage-table">
      <thead>
        <tr>
          <th scope="col">{heading}</th>
          <th scope="col">{USAGE.requests}</th>
          <th scope="col">{USAGE.tokens}</th>
          <th scope="col">{USAGE.cost}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ id, name, sum }) => (
          <tr key={id}>
            <th scope="row">
              <bdi>{nameOf({ id, name })}</bdi>
              <span className="usage-share" style={{ width: `${(100 * tokensOf(sum)) / most}%` }} />
            </th>
            <td>{whole(sum.requests)}</td>
            <td>{short(tokensOf(sum))}</td>
            <td>{sum.cost !== null && sum.unknown ? USAGE.atLeast(money(sum.cost)) : money(sum.cost)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
