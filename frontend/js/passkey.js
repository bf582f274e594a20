// Passkeys: asks the browser for one and puts its answer into the form beside it.
// <form data-passkey="create" data-options="{…}"> makes a passkey,
// <form data-passkey="get" data-options="/address"> answers the question at that address.

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const withBytes = (credential) => ({ ...credential, id: toBytes(credential.id) });

async function make(form) {
  const options = JSON.parse(form.dataset.options);
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
    },
  });
  return {
    attestationObject: toText(made.response.attestationObject),
    ...common(made),
  };
}

async function answer(form) {
  const question = await fetch(form.dataset.options, { credentials: "same-origin", cache: "no-store" });
  if (!question.ok) throw new Error(`passkey question: ${question.status}`);
  const options = await question.json();
  const found = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map(withBytes),
    },
  });
  const { authenticatorData, signature, userHandle } = found.response;
  return {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
    ...common(found),
  };
}

const common = (credential) => ({ credential, clientDataJSON: toText(credential.response.clientDataJSON) });

function describe({ credential, ...response }) {
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const fault = form.querySelector("[data-passkey-fault]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    fault.hidden = true;
    try {
      form.elements.credential.value = describe(await (form.dataset.passkey === "create" ? make : answer)(form));
      form.submit();
    } catch {
      fault.hidden = false;
    }
  });
}
