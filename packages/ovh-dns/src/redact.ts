/** Fields of OVHcloud's bodies that hold a secret, in JSON and in forms; a validation link hands out a key. */
const fields = "consumerKey|validationUrl|clientSecret|client_secret|access_token|password|token";
const inJson = new RegExp(String.raw`("(?:${fields})"\s*:\s*)"(?:[^"\\]|\\.)*"`, "g");
const inForm = new RegExp(String.raw`((?:^|&)(?:${fields})=)[^&]*`, "g");

/**
 * Replaces secrets by "[secret]": those given, signatures, and what stands in a field that holds one. `secrets` is looked at
 * on each use. Shorter than four characters they exist in tests only, and would blot out ordinary words.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  return (text) => {
    let clean = text.replaceAll(inJson, '$1"[secret]"').replaceAll(inForm, "$1[secret]");
    for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, "[secret]");
    return clean.replaceAll(/\$1\$[0-9a-f]{40}/g, "[secret]");
  };
}
