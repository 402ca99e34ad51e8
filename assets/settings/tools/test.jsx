// The test of a server of tools, and how it went.

import { useState } from "react";
import { ask } from "$/public/app/api.js";
import { Button } from "$/public/settings/parts.jsx";
import { TOOLS } from "$/public/words/studio-tools.js";

// `works`: whether the server's state says so. What was said of another state is taken back.
export const ServerTest = ({ teamId, serverId, title, works }) => {
  const [said, setSaid] = useState(null);
  const [testing, setTesting] = useState(false);
  const test = async () => {
    if (testing) return;
    setTesting(true);
    const answer = await ask(`teams/${teamId}/tool-servers/test`, { id: serverId });
    setTesting(false);
    const good = answer.ok && !answer.sentence;
    setSaid({ works: good, sentence: good ? TOOLS.works(answer.tools) : answer.sentence });
  };
  const news = said?.works === works ? said : null;
  return (
    <>
      <Button aria-label={TOOLS.testOf(title)} aria-disabled={testing} onClick={test}>
        {testing ? TOOLS.connecting : TOOLS.test}
      </Button>
      <p className="server-said" data-works={news?.works} role="status">
        {news?.sentence}
      </p>
    </>
  );
};
