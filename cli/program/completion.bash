# bash completion for carillon. bash 3.2 or later is enough: the package bash-completion is not needed, and what stands on
# the line is never carried out to complete it.

_carillon() {
    local word value isValue=
    local -a words=()
    # bash takes --name=value for three words.
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ -n $isValue || $word == = ]] && (( ${#words[@]} > 0 )); then
            words[${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        isValue=
        if [[ $word == = ]]; then isValue=yes; fi
    done
    local current=${COMP_WORDS[COMP_CWORD]}
    if [[ $current == = ]]; then current=; fi
    COMPREPLY=()
    while IFS=$'\t' read -r value _; do
        case $value in
            :0) ;; # A file may stand here.
            :*) compopt +o default 2>/dev/null ;;
            "$current"*) COMPREPLY+=("$value") ;;
        esac
    done < <(carillon complete -- "${words[@]}" 2>/dev/null)
}

complete -o default -F _carillon carillon
