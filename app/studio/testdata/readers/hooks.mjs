// Finds modules whose names lack their ending, as bundlers do.
export async function resolve(name, context, next) {
  try {
    return await next(name, context)
  } catch (missing) {
    if (missing.code !== "ERR_MODULE_NOT_FOUND" || !name.startsWith(".")) throw missing
    return next(name + ".js", context)
  }
}
