// What of Python lies beside this site: nothing, until `make live` writes this anew.
export default null;
