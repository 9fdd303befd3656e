const adjectives =
  "amber bold brave brisk calm clever copper crisp deft eager fair fleet gentle glad golden hardy humble jolly keen kind lively lucid merry mild neat nimble noble plucky proud quick quiet ready rosy silver smart snug solid spry steady stout sunny swift tidy vivid warm wise witty zesty".split(
    " ",
  );
const animals =
  "badger beaver bison bittern crane curlew dipper dolphin dormouse eider falcon ferret finch gannet grebe heron ibex jackdaw kestrel kite lapwing lark linnet lynx marten merlin moorhen newt nuthatch osprey otter owl pelican pika plover puffin raven robin salmon seal shrike siskin stoat stork swallow swift tern thrush trout vole weasel wren".split(
    " ",
  );

/** A name for a run that was given none: two words that people can say. */
export function randomName(): string {
  return `${pick(adjectives)}-${pick(animals)}`;
}

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)] as string;
}
