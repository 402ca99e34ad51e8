// The images that a tool has shown, in the reply.

import { createContext, useContext, useEffect, useState } from "react";
import { apiUrl } from "$/public/app/api.js";
import { CHAT } from "$/public/words/chat.js";

const words = CHAT.steps;

// How an image is had where its address alone isn't enough: its id in, the address of its bytes or "" out.
export const ImageSource = createContext(null);

/** @param {Props} props */
export const StepImages = ({ replyId, title, images }) => (
  <ul className="step-images" aria-label={words.images(title)}>
    {images.map((it, at) => (
      <li key={it.id}>
        <StepImage replyId={replyId} image={it} alt={words.image(title, at + 1, images.length)} />
      </li>
    ))}
  </ul>
);

const StepImage = ({ replyId, image, alt }) => {
  const [broken, setBroken] = useState(false);
  const address = useAddress(replyId, image.id, () => setBroken(true));
  if (broken) return <p className="status">{words.imageGone}</p>;
  const shown = (
    <img
      src={address || undefined}
      width={image.width}
      height={image.height}
      alt={alt}
      loading="lazy"
      decoding="async"
      onError={() => address && setBroken(true)}
    />
  );
  return (
    <a href={address || undefined} target="_blank" rel="noreferrer">
      {shown}
    </a>
  );
};

const useAddress = (replyId, id, onMissing) => {
  const source = useContext(ImageSource);
  const [had, setHad] = useState("");
  useEffect(() => {
    if (!source) return undefined;
    let address = "";
    let mounted = true;
    source(id).then((found) => {
      address = found;
      if (!mounted) URL.revokeObjectURL(found);
      else if (found) setHad(found);
      else onMissing();
    });
    return () => {
      mounted = false;
      URL.revokeObjectURL(address);
    };
  }, [source, id]);
  return source ? had : apiUrl(`replies/${replyId}/images/${id}`);
};
