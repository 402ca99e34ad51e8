// What a model can do, as small quiet marks: how much it reads, what it costs, its abilities.

import { Brain, Eye, Wrench } from "lucide-react";
import { MODELS } from "$/public/words/studio-models.js";

const ICONS = { vision: Eye, tools: Wrench, reasoning: Brain };

const isPriced = ({ input_price, output_price }) =>
  Number.isFinite(input_price) && Number.isFinite(output_price);

export const ModelFacts = ({ model }) => (
  <span className="model-facts">
    {Object.entries(ICONS).map(([name, Icon]) => (
      <span key={name} className="model-can" title={model[name] ? MODELS.titles[name] : undefined}>
        {model[name] && <Icon size={14} aria-hidden />}
        {model[name] && <span className="visually-hidden">{MODELS.titles[name]}</span>}
      </span>
    ))}
    <span className="model-context" title={model.context && MODELS.titles.context(model.context)}>
      {model.context && MODELS.context(model.context)}
    </span>
    <span
      className="model-price"
      title={isPriced(model) ? MODELS.titles.price(model.input_price, model.output_price) : undefined}
    >
      {isPriced(model) && MODELS.price(model.input_price, model.output_price)}
    </span>
  </span>
);

const Can = ({ names }) => (
  <ul>
    {names.map((name) => (
      <li key={name}>{MODELS.titles[name]}</li>
    ))}
  </ul>
);

// The same in words, one fact to a line.
export const ModelDetails = ({ model }) => {
  const words = MODELS.facts;
  const can = Object.keys(ICONS).filter((it) => model[it]);
  const lines = [
    [words.id, model.id],
    [words.provider, model.provider],
    [words.context, model.context ? words.tokens(model.context) : words.unknown],
    [words.output, model.output ? words.tokens(model.output) : words.unknown],
    [
      words.price,
      isPriced(model) ? MODELS.titles.price(model.input_price, model.output_price) : words.unknown,
    ],
    ...(can.length ? [[words.can, <Can key="can" names={can} />]] : []),
  ];
  return (
    <dl className="model-details">
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
