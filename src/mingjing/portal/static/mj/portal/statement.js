// Checks a public statement: the file, the statement about it, the log's commitment to the statement, the log's signature.
// Pure but for `fetchParts`. Each finding is {ok, text}; the first that fails ends the check.
import { TlogFault, digest, opensCommitment, verifyProof } from "./tlog.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Missing extends Error {}

// The parts below an address (…/statement.json and so on) and the log's key. Throws Missing when one isn't there.
export async function fetchParts(base, vkeyAddress) {
  const get = async (address) => {
    const answer = await fetch(address, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Missing(answer.status === 404 ? "这份文书正在写入存证日志，或者没有存证。" : "本站暂时答复不了，请稍后再试。");
    return new Uint8Array(await answer.arrayBuffer());
  };
  const names = ["json", "key", "entry", "tlog-proof"].map((name) => `${base}statement.${name}`);
  const [statement, key, entry, proof, vkey] = await Promise.all([...names, vkeyAddress].map(get));
  return { statement, key, entry, proof, vkey };
}

const text = (bytes) => utf8.decode(bytes);

// parts as above; file = {sha256, size} of what is in hand, or null when there is only the statement.
export function verifyParts(parts, file) {
  const findings = [];
  const facts = {};
  const hold = (sentence) => findings.push({ ok: true, text: sentence });
  try {
    const content = JSON.parse(text(parts.statement));
    facts.content = content;
    if (file) {
      if (!content.file) throw new TlogFault("声明里没有文件的摘要。");
      if (content.file.sha256 !== file.sha256 || (file.size && content.file.size !== file.size)) throw new TlogFault("文件与存证时不一样：内容被改动过。");
      hold("文件与存证时一字不差");
    }
    const fields = opensCommitment(parts.entry, parts.statement, text(parts.key).trim());
    facts.at = fields.at;
    hold("声明与日志条目里的承诺值一致");
    const found = verifyProof(text(parts.proof), parts.entry, text(parts.vkey));
    Object.assign(facts, found);
    hold(`条目在日志第 ${found.index + 1n} 条，合得出签名的根摘要`);
    hold(`检查点由 ${found.origin} 签名，签名有效，共 ${found.size} 条`);
    return { ok: true, findings, facts };
  } catch (fault) {
    if (!(fault instanceof TlogFault) && !(fault instanceof SyntaxError) && !(fault instanceof TypeError)) throw fault;
    const sentence = fault instanceof TlogFault ? fault.message : "文件的格式不对，不是完整的存证材料。";
    findings.push({ ok: false, text: sentence });
    return { ok: false, findings, facts };
  }
}

export const measure = (bytes) => ({ sha256: digest(bytes), size: bytes.length });
