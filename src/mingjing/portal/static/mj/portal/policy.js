// Trust policies (C2SP tlog-policy): which logs, which witnesses, how many must cosign. Strict as ledger/policy.py is.
// A log line may name an SM3 twin by its SM2 key (type 255); a browser can't check it.
import { TlogFault, cosignatures, readVkey } from "./tlog.js";

const fail = (number) => {
  throw new TlogFault(`信任策略第 ${number} 行有误`);
};

// {logs: [vkey lines], witnesses: Map name -> key, groups: Map name -> {needed, members}, quorum}
export function readPolicy(text) {
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null };
  const known = (name) => policy.witnesses.has(name) || policy.groups.has(name);
  text.split("\n").forEach((line, at) => {
    const words = line.replaceAll("\t", " ").split(" ").filter(Boolean);
    const [kind, name, ...rest] = words;
    if (!words.length || kind.startsWith("#")) return;
    if (kind === "log" && words.length <= 3 && [1, 255].includes(readVkey(name).type)) policy.logs.push(name);
    else if (kind === "witness" && (rest.length === 1 || rest.length === 2) && !known(name) && name !== "none") {
      const key = readVkey(rest[0]);
      const twice = [...policy.witnesses.values()].some((one) => one.publicKey.join() === key.publicKey.join());
      if (twice || (key.type !== 4 && key.type !== 6)) fail(at + 1);
      policy.witnesses.set(name, key);
    } else if (kind === "group" && rest.length >= 2 && !known(name) && name !== "none") {
      const [threshold, ...members] = rest;
      const taken = [...policy.groups.values()].flatMap((one) => one.members);
      const needed = { all: members.length, any: 1 }[threshold] ?? (/^[1-9][0-9]*$/.test(threshold) ? Number(threshold) : 0);
      if (new Set([...taken, ...members]).size !== taken.length + members.length || !members.every(known) || needed < 1 || needed > members.length) fail(at + 1);
      policy.groups.set(name, { needed, members });
    } else if (kind === "quorum" && words.length === 2 && policy.quorum === null && (name === "none" || known(name))) policy.quorum = name;
    else fail(at + 1);
  });
  if (policy.quorum === null) throw new TlogFault("信任策略没有写明联署人数（quorum）");
  return policy;
}

function met(policy, name, signed) {
  if (name === "none") return true;
  if (policy.witnesses.has(name)) return signed.some((one) => one.key === policy.witnesses.get(name));
  const group = policy.groups.get(name);
  return group.members.filter((member) => met(policy, member, signed)).length >= group.needed;
}

// The witnesses that cosigned the checkpoint; throws when a line is false or the quorum isn't reached. ML-DSA lines (type 6)
// can't be checked in a browser: a quorum that needs them isn't reached here, and the message says so.
export function requireQuorum(policy, note) {
  const signed = cosignatures(note, [...policy.witnesses.values()]);
  if (!met(policy, policy.quorum, signed)) {
    const newer = [...policy.witnesses.values()].some((one) => one.type === 6) ? "（ML-DSA 联署在本页不能核验，请用命令行工具）" : "";
    throw new TlogFault(`见证联署没有达到信任策略的要求${newer}`);
  }
  return signed;
}
