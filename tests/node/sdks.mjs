// The official Node SDKs, unchanged, against a running server. One JSON object on stdout tells what each saw:
// the Python test that starts this file knows what is right.
//
// Usage: HUAHUA_TEST_URL=http://127.0.0.1:8000 HUAHUA_TEST_KEY=sk-… node sdks.mjs
import Anthropic from "@anthropic-ai/sdk";
import OpenAI, { toFile } from "openai";

const url = process.env.HUAHUA_TEST_URL;
const apiKey = process.env.HUAHUA_TEST_KEY;
const openai = new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries: 0 });
const anthropic = new Anthropic({ apiKey, baseURL: url, maxRetries: 0 });
const picture = process.env.HUAHUA_TEST_PICTURE;

const messages = [{ role: "user", content: "A line about the moon." }];
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [{ type: "function", function: { name: "get_weather", parameters } }];
const claudeTools = [{ name: "get_weather", input_schema: parameters }];

async function failure(promise) {
  try {
    await promise;
    return "no error";
  } catch (error) {
    return { name: error.constructor.name, status: error.status, code: error.code ?? null };
  }
}

async function openaiStream(model) {
  const stream = await openai.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let usage = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    usage = chunk.usage ?? usage;
  }
  return { text, completion_tokens: usage?.completion_tokens };
}

async function openaiTools(model) {
  const runner = openai.chat.completions.stream({ model, messages, tools });
  const choice = (await runner.finalChatCompletion()).choices[0];
  return choice.message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]);
}

async function openaiResponse(model) {
  const whole = await openai.responses.create({ model, input: messages });
  const final = await openai.responses.stream({ model, input: messages }).finalResponse();
  return [whole.output_text, final.output_text, final.usage.output_tokens];
}

async function claudeStream(model) {
  const final = await anthropic.messages.stream({ model, max_tokens: 99, messages }).finalMessage();
  return { text: final.content[0].text, output_tokens: final.usage.output_tokens };
}

async function claudeTools_(model) {
  const final = await anthropic.messages
    .stream({ model, max_tokens: 99, messages, tools: claudeTools })
    .finalMessage();
  return final.content.filter((block) => block.type === "tool_use").map((block) => [block.name, block.input]);
}

const seen = { openai: {}, anthropic: {} };
for (const vendor of ["openai", "anthropic", "gemini"]) {
  const model = `talk-${vendor}`;
  const whole = await openai.chat.completions.create({ model, messages });
  const message = await anthropic.messages.create({ model, max_tokens: 99, messages });
  seen.openai[vendor] = {
    text: whole.choices[0].message.content,
    stream: await openaiStream(model),
    tools: await openaiTools(model),
    response: await openaiResponse(model),
  };
  seen.anthropic[vendor] = {
    text: message.content[0].text,
    stream: await claudeStream(model),
    tools: await claudeTools_(model),
  };
}

const vision = [
  { type: "text", text: "What is this?" },
  { type: "image_url", image_url: { url: `data:image/png;base64,${picture}` } },
];
await openai.chat.completions.create({ model: "talk-openai", messages: [{ role: "user", content: vision }] });

const vectors = await openai.embeddings.create({ model: "embed-openai", input: ["月", "sea"] });
seen.embeddings = vectors.data.map((row) => Array.from(row.embedding));

const painted = await openai.images.generate({
  model: "paint-openai",
  prompt: "a boat",
  n: 2,
  response_format: "b64_json",
});
seen.painted = painted.data.map((image) => image.b64_json.slice(0, 8));
const edited = await openai.images.edit({
  model: "paint-openai",
  image: await toFile(Buffer.from(picture, "base64"), "boat.png", { type: "image/png" }),
  prompt: "make it night",
  response_format: "b64_json",
});
seen.edited = edited.data.map((image) => image.b64_json.slice(0, 8));

seen.models = [];
for await (const model of openai.models.list()) seen.models.push(model.id);

const create = (model) => openai.chat.completions.create({ model, messages });
const ask = (model) => anthropic.messages.create({ model, max_tokens: 9, messages });
seen.errors = {
  unknownModel: await failure(create("nope")),
  limited: await failure(create("openai-429")),
  credential: await failure(create("openai-401")),
  timeout: await failure(create("openai-slow-first-byte")),
  wrongKey: await failure(
    new OpenAI({ apiKey: "sk-wrong", baseURL: `${url}/v1`, maxRetries: 0 }).models.list(),
  ),
  brokenStream: await failure(openaiStream("openai-garbage-sse")),
  claudeUnknownModel: await failure(ask("nope")),
  claudeLimited: await failure(ask("anthropic-429")),
  claudeBrokenStream: await failure(claudeStream("anthropic-cut-body")),
};
console.log(JSON.stringify(seen));
