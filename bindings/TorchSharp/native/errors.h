// Turns every C++ exception into a return code and a message for the calling thread.
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <string>

inline thread_local std::string last_error;

template <class Body>
int guarded(Body&& body) {
    try {
        body();
        return 0;
    } catch (const c10::Error& error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error = error.what();
    } catch (...) {
        last_error = "unknown native error";
    }
    return 1;
}
